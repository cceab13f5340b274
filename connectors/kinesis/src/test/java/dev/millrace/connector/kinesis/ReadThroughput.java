package dev.millrace.connector.kinesis;

import dev.millrace.StopMode;
import dev.millrace.StreamingContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/**
 * How fast a program reads a stream that is full, beside a plain loop of the SDK with a thread for each shard: a measurement, no test.
 * Arguments: shards, thousands of records, bytes of a record, rounds. The server is a process of its own on the same machine, both sides
 * read the same records from it in turns, and the program has a checkpoint.
 */
final class ReadThroughput {
    private static final String STREAM = "full";
    private static final int PUT_THREADS = 4;
    private static final int ENTRIES = 500;

    private final URI endpoint;
    private final int shards;
    private final long records;

    private ReadThroughput(URI endpoint, int shards, long records) {
        this.endpoint = endpoint;
        this.shards = shards;
        this.records = records;
    }

    public static void main(String[] arguments) throws Exception {
        int[] numbers = Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
        Path data = Files.createTempDirectory("read-throughput-");
        int port = freePort();
        Process server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.millrace.kinesis.server.KinesisServerMain",
                        "--port",
                        Integer.toString(port),
                        "--data",
                        data.resolve("server").toString())
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("server.log").toFile())
                .start();
        try {
            ReadThroughput measurement =
                    new ReadThroughput(URI.create("http://127.0.0.1:" + port), numbers[0], 1_000L * numbers[1]);
            measurement.fill(numbers[2]);
            measurement.compare(numbers[3], data);
        } finally {
            server.destroyForcibly();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private KinesisClient newClient() {
        return new KinesisConnection(null, endpoint, null)
                .newClient("the measurement", new StreamName(STREAM, null), 16);
    }

    private void fill(int bytes) throws Exception {
        try (KinesisClient client = newClient()) {
            create(client);
            AtomicLong left = new AtomicLong(records);
            onThreads(PUT_THREADS, thread -> {
                RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
                while (left.addAndGet(-ENTRIES) >= 0) {
                    List<PutRecordsRequestEntry> entries = new ArrayList<>();
                    for (int i = 0; i < ENTRIES; i++) {
                        byte[] content = new byte[bytes];
                        random.nextBytes(content);
                        entries.add(PutRecordsRequestEntry.builder()
                                .partitionKey(Long.toString(random.nextLong()))
                                .data(SdkBytes.fromByteArrayUnsafe(content))
                                .build());
                    }
                    client.putRecords(request -> request.streamName(STREAM).records(entries));
                }
                return 0L;
            });
        }
    }

    private void create(KinesisClient client) {
        boolean isThere = false;
        while (!isThere) {
            try {
                client.createStream(request -> request.streamName(STREAM).shardCount(shards));
                isThere = true;
            } catch (SdkException notYetListening) {
                LockSupport.parkNanos(50_000_000);
            }
        }
        while (client.describeStreamSummary(request -> request.streamName(STREAM))
                        .streamDescriptionSummary()
                        .streamStatus()
                != StreamStatus.ACTIVE) {
            LockSupport.parkNanos(50_000_000);
        }
    }

    private void compare(int rounds, Path data) throws Exception {
        double[] ratios = new double[rounds];
        for (int round = -1; round < rounds; round++) {
            boolean loopFirst = round % 2 == 0;
            double first = loopFirst ? recordsPerSecond(this::readByLoop) : program(data, round);
            double second = loopFirst ? program(data, round) : recordsPerSecond(this::readByLoop);
            double loop = loopFirst ? first : second;
            double program = loopFirst ? second : first;
            if (round >= 0) {
                ratios[round] = program / loop;
            }
            System.out.printf(
                    "round %d: loop %,.0f records/s, program %,.0f, ratio %.2f%n",
                    round, loop, program, program / loop);
        }
        Arrays.sort(ratios);
        System.out.printf("median ratio %.2f (%.2f to %.2f)%n", ratios[rounds / 2], ratios[0], ratios[rounds - 1]);
    }

    private double program(Path data, int round) throws Exception {
        return recordsPerSecond(() -> readByProgram(data.resolve("checkpoint" + round)));
    }

    private double recordsPerSecond(Callable<Long> reading) throws Exception {
        long begin = System.nanoTime();
        long read = reading.call();
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (read != records) {
            throw new IllegalStateException(read + " records instead of " + records);
        }
        return read / seconds;
    }

    private long readByLoop() throws Exception {
        try (KinesisClient client = newClient()) {
            List<Shard> listed =
                    client.listShards(request -> request.streamName(STREAM)).shards();
            AtomicLong bytes = new AtomicLong();
            return onThreads(listed.size(), thread -> {
                String iterator = client.getShardIterator(request -> request.streamName(STREAM)
                                .shardId(listed.get(thread).shardId())
                                .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                        .shardIterator();
                long read = 0;
                boolean atEnd = false;
                while (!atEnd) {
                    String from = iterator;
                    GetRecordsResponse reply = client.getRecords(
                            request -> request.shardIterator(from).limit(10_000));
                    long sum = 0;
                    for (Record record : reply.records()) {
                        sum += record.data().asByteArrayUnsafe().length;
                    }
                    bytes.addAndGet(sum);
                    read += reply.records().size();
                    iterator = reply.nextShardIterator();
                    atEnd = reply.records().isEmpty() && reply.millisBehindLatest() == 0;
                }
                return read;
            });
        }
    }

    private long readByProgram(Path checkpoint) throws InterruptedException {
        AtomicLong read = new AtomicLong();
        AtomicLong bytes = new AtomicLong();
        CountDownLatch all = new CountDownLatch(1);
        try (StreamingContext ssc = StreamingContext.builder()
                .appName("read-throughput")
                .batchInterval(Duration.ofMillis(100))
                .checkpointDirectory(checkpoint)
                .build()) {
            ssc.sourceStream(KinesisSource.builder()
                            .streamName(STREAM)
                            .endpointUrl(endpoint)
                            .initialPosition(InitialPosition.trimHorizon())
                            .build())
                    .foreachRDD(rdd -> {
                        rdd.foreachPartition(partition -> {
                            long count = 0;
                            long sum = 0;
                            while (partition.hasNext()) {
                                sum += partition.next().length;
                                count++;
                            }
                            read.addAndGet(count);
                            bytes.addAndGet(sum);
                        });
                        if (read.get() >= records) {
                            all.countDown();
                        }
                    });
            ssc.start();
            all.await();
            ssc.stop(StopMode.NOW);
        }
        return read.get();
    }

    /** Work of a thread, by its number. */
    @FunctionalInterface
    private interface Work {
        long run(int thread) throws Exception;
    }

    private static long onThreads(int number, Work work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(number);
        try {
            List<Future<Long>> all = new ArrayList<>();
            for (int i = 0; i < number; i++) {
                int thread = i;
                all.add(threads.submit(() -> work.run(thread)));
            }
            long sum = 0;
            for (Future<Long> one : all) {
                sum += one.get();
            }
            return sum;
        } finally {
            threads.shutdownNow();
        }
    }
}
