package dev.millrace.benchmarks.kinesis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load of row 16: 8 connections that put 500 records of 200 bytes a call, each as fast as it is answered, and then read all of it. */
final class Load {
    private static final int CONNECTIONS = 8;
    private static final int SHARDS = 4;
    private static final int RECORDS = 500;
    private static final int RECORD_BYTES = 200;
    private static final String STREAM = "row16";
    private static final Pattern TOKEN = Pattern.compile("\"(?:Next)?ShardIterator\":\"([^\"]+)\"");
    private static final byte[] NONE_FAILED = "\"FailedRecordCount\":0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RECORD = "\"SequenceNumber\"".getBytes(StandardCharsets.US_ASCII);

    private final Contender contender;

    /** Records a second, and the 50th and 99th percentile of a call in milliseconds. */
    record Result(double recordsPerSecond, double p50Millis, double p99Millis, double cpuMicrosPerRecord) {}

    /** What one connection did. */
    private static final class Share {
        private final long records;
        private final long[] nanos;

        Share(long records, long[] nanos) {
            this.records = records;
            this.nanos = nanos;
        }
    }

    /** The work of one connection. */
    @FunctionalInterface
    private interface Work {
        Share run(int number) throws IOException;
    }

    Load(Contender contender) {
        this.contender = contender;
    }

    void create() throws IOException {
        try (Connection connection = new Connection(contender.port())) {
            connection.call("CreateStream", "{\"StreamName\":\"" + STREAM + "\",\"ShardCount\":" + SHARDS + "}");
        }
        boolean active = Contender.await(() -> {
            try (Connection connection = new Connection(contender.port())) {
                return connection
                        .call("DescribeStreamSummary", "{\"StreamName\":\"" + STREAM + "\"}")
                        .contains("ACTIVE");
            } catch (IOException e) {
                return false;
            }
        });
        if (!active) {
            throw new IOException("The stream of " + contender.name() + " did not become ACTIVE");
        }
    }

    Result put(double seconds) throws InterruptedException {
        List<byte[]> requests = new ArrayList<>();
        Random random = new Random(16);
        for (int i = 0; i < 16; i++) {
            requests.add(Connection.request("PutRecords", body(random)));
        }
        long end = System.nanoTime() + (long) (seconds * 1e9);
        return together(number -> {
            long records = 0;
            Latencies latencies = new Latencies();
            try (Connection connection = new Connection(contender.port())) {
                for (int i = number; System.nanoTime() < end; i++) {
                    long start = System.nanoTime();
                    byte[] reply = connection.call(requests.get(i % requests.size()));
                    latencies.add(System.nanoTime() - start);
                    if (count(reply, NONE_FAILED) != 1) {
                        throw new IOException("Records failed: " + new String(reply, StandardCharsets.UTF_8));
                    }
                    records += RECORDS;
                }
            }
            return new Share(records, latencies.sorted());
        });
    }

    private static String body(Random random) {
        StringBuilder body = new StringBuilder("{\"StreamName\":\"" + STREAM + "\",\"Records\":[");
        byte[] data = new byte[RECORD_BYTES];
        for (int i = 0; i < RECORDS; i++) {
            random.nextBytes(data);
            body.append(i == 0 ? "" : ",")
                    .append("{\"PartitionKey\":\"key-")
                    .append(random.nextInt(100_000))
                    .append("\",\"Data\":\"")
                    .append(Base64.getEncoder().encodeToString(data))
                    .append("\"}");
        }
        return body.append("]}").toString();
    }

    /** Reads for so long, one connection a shard, from the oldest record on and again when all was read. */
    Result read(double seconds) throws InterruptedException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        return together(number -> {
            if (number >= SHARDS) {
                return new Share(0, new long[0]);
            }
            long records = 0;
            Latencies latencies = new Latencies();
            try (Connection connection = new Connection(contender.port())) {
                String iterator = oldest(connection, number);
                while (System.nanoTime() < end) {
                    byte[] request = Connection.request("GetRecords", "{\"ShardIterator\":\"" + iterator + "\"}");
                    long start = System.nanoTime();
                    byte[] reply = connection.call(request);
                    latencies.add(System.nanoTime() - start);
                    int got = count(reply, RECORD);
                    records += got;
                    iterator = got == 0 ? oldest(connection, number) : token(ends(reply));
                }
            }
            return new Share(records, latencies.sorted());
        });
    }

    /** Where the next iterator stands: before the records or after them. */
    private static String ends(byte[] reply) {
        int part = Math.min(reply.length, 2000);
        return new String(reply, 0, part, StandardCharsets.ISO_8859_1)
                + new String(reply, reply.length - part, part, StandardCharsets.ISO_8859_1);
    }

    private static String oldest(Connection connection, int shard) throws IOException {
        return token(connection.call(
                "GetShardIterator",
                "{\"StreamName\":\"" + STREAM + "\",\"ShardId\":\"shardId-00000000000" + shard
                        + "\",\"ShardIteratorType\":\"TRIM_HORIZON\"}"));
    }

    private static String token(String reply) throws IOException {
        Matcher token = TOKEN.matcher(reply);
        if (!token.find()) {
            throw new IOException("No iterator in " + reply.substring(0, Math.min(200, reply.length())));
        }
        return token.group(1);
    }

    private Result together(Work work) throws InterruptedException {
        double cpu = contender.cpuSeconds();
        long start = System.nanoTime();
        List<Share> shares = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Callable<Share>> tasks = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                int number = i;
                tasks.add(() -> work.run(number));
            }
            for (Future<Share> share : threads.invokeAll(tasks)) {
                shares.add(share.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(contender.name() + " failed", e.getCause());
        } finally {
            threads.shutdownNow();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long records = shares.stream().mapToLong(share -> share.records).sum();
        long[] nanos = shares.stream()
                .flatMapToLong(share -> Arrays.stream(share.nanos))
                .sorted()
                .toArray();
        return new Result(
                records / seconds,
                percentile(nanos, 0.5),
                percentile(nanos, 0.99),
                (contender.cpuSeconds() - cpu) * 1e6 / Math.max(1, records));
    }

    private static double percentile(long[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) (share * (sorted.length - 1))] / 1e6;
    }

    private static int count(byte[] text, byte[] pattern) {
        int found = 0;
        for (int i = 0; i + pattern.length <= text.length; i++) {
            int j = 0;
            while (j < pattern.length && text[i + j] == pattern[j]) {
                j++;
            }
            if (j == pattern.length) {
                found++;
                i += pattern.length - 1;
            }
        }
        return found;
    }

    /** Times of calls, in an array that grows. */
    private static final class Latencies {
        private long[] nanos = new long[1024];
        private int size;

        void add(long value) {
            if (size == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * size);
            }
            nanos[size++] = value;
        }

        long[] sorted() {
            long[] result = Arrays.copyOf(nanos, size);
            Arrays.sort(result);
            return result;
        }
    }
}
