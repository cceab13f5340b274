package dev.millrace.benchmarks.kinesis;

import dev.millrace.benchmarks.fork.Effort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load of row 16: 8 connections that put calls of records of 200 bytes, each as fast as it is answered, or one a shard that reads. */
final class Load {
    private static final int CONNECTIONS = 8;
    static final int SHARDS = 4;
    private static final String STREAM = "row16";
    private static final Pattern TOKEN = Pattern.compile("\"(?:Next)?ShardIterator\":\"([^\"]+)\"");
    private static final byte[] NONE_FAILED = "\"FailedRecordCount\":0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RECORD = "\"SequenceNumber\"".getBytes(StandardCharsets.US_ASCII);
    private static final int DIFFERENT_CALLS = 16;
    private static final long SEED = 16;

    private final Contender contender;
    private final List<CallRecords> calls = new ArrayList<>();
    private final List<byte[]> requests = new ArrayList<>();
    private final List<MarkedCall> marked = new ArrayList<>();

    /** The work of one connection. */
    @FunctionalInterface
    private interface Work {
        void run(Connection connection, int number) throws IOException;
    }

    /** @param recordsPerCall 500 where it is measured */
    Load(Contender contender, int recordsPerCall) {
        this.contender = contender;
        Random random = new Random(SEED);
        for (int i = 0; i < DIFFERENT_CALLS; i++) {
            CallRecords call = CallRecords.random(random, recordsPerCall);
            calls.add(call);
            requests.add(Connection.request("PutRecords", call.request(STREAM)));
            marked.add(new MarkedCall(call, STREAM));
        }
    }

    void create() throws IOException {
        try (Connection connection = contender.connect()) {
            connection.call("CreateStream", "{\"StreamName\":\"" + STREAM + "\",\"ShardCount\":" + SHARDS + "}");
        }
        boolean active = contender.await(connection ->
                connection.call("DescribeStreamSummary", streamOnly()).contains("ACTIVE"));
        if (!active) {
            throw new IOException("The stream of " + contender.name() + " did not become ACTIVE");
        }
    }

    /** Puts one call's records and reads them all back: the hash of what was read. The stream is empty before. */
    String hashOfOneCall() throws IOException {
        StringBuilder read = new StringBuilder();
        try (Connection connection = contender.connect()) {
            put(connection, 0);
            for (int shard = 0; shard < SHARDS; shard++) {
                read.append(new String(records(connection, oldest(connection, shard)), StandardCharsets.UTF_8));
            }
        }
        return CallRecords.hash(read);
    }

    /** What {@link #hashOfOneCall} has to be. */
    String expectedHash() {
        return calls.get(0).hash();
    }

    /** Puts so many calls, one after the other, for others to read. */
    void fill(int count) throws IOException {
        try (Connection connection = contender.connect()) {
            for (int i = 0; i < count; i++) {
                put(connection, i);
            }
        }
    }

    CallSeries put(Effort effort) throws InterruptedException {
        CallSeries series = new CallSeries(contender, effort);
        together(CONNECTIONS, (connection, number) -> {
            long start;
            int next = number;
            do {
                start = System.nanoTime();
                put(connection, next++);
            } while (series.completed(start, calls.get(0).size()));
        });
        return series;
    }

    /** The first call, alone. */
    void putOne() throws IOException {
        try (Connection connection = contender.connect()) {
            put(connection, 0);
        }
    }

    int recordsPerCall() {
        return calls.get(0).size();
    }

    /** A request that names the stream and nothing else. */
    String streamOnly() {
        return "{\"StreamName\":\"" + STREAM + "\"}";
    }

    /** Marked calls, one due after each interval; those that find no connection free are late. */
    void putAt(Duration interval, Deliveries deliveries) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        long startNanos = System.nanoTime();
        together(CONNECTIONS, (connection, number) -> {
            for (int call = next.getAndIncrement(); call < deliveries.calls(); call = next.getAndIncrement()) {
                byte[] request = marked.get(call % marked.size()).numbered(call);
                long dueNanos = startNanos + (call + 1) * interval.toNanos();
                while (System.nanoTime() < dueNanos) {
                    LockSupport.parkNanos(dueNanos - System.nanoTime());
                }
                deliveries.due(call, dueNanos);
                send(connection, request);
                deliveries.acknowledged(call, System.nanoTime());
            }
        });
    }

    private void put(Connection connection, int number) throws IOException {
        send(connection, requests.get(number % requests.size()));
    }

    private static void send(Connection connection, byte[] request) throws IOException {
        byte[] reply = connection.call(request);
        if (count(reply, NONE_FAILED) != 1) {
            throw new IOException("Records failed: " + new String(reply, StandardCharsets.UTF_8));
        }
    }

    /** One connection a shard, from the oldest record on and again when all was read. */
    CallSeries read(Effort effort) throws InterruptedException {
        CallSeries series = new CallSeries(contender, effort);
        together(SHARDS, (connection, shard) -> {
            String iterator = oldest(connection, shard);
            long start;
            int got;
            do {
                start = System.nanoTime();
                byte[] reply = records(connection, iterator);
                got = count(reply, RECORD);
                iterator = got == 0 ? oldest(connection, shard) : token(ends(reply));
            } while (series.completed(start, got));
        });
        return series;
    }

    private static byte[] records(Connection connection, String iterator) throws IOException {
        return connection.call(Connection.request("GetRecords", "{\"ShardIterator\":\"" + iterator + "\"}"));
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

    private void together(int connections, Work work) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                int number = i;
                tasks.add(() -> {
                    try (Connection connection = contender.connect()) {
                        work.run(connection, number);
                    }
                    return null;
                });
            }
            for (Future<Void> task : threads.invokeAll(tasks)) {
                task.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(contender.name() + " failed", e.getCause());
        } finally {
            threads.shutdownNow();
        }
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
}
