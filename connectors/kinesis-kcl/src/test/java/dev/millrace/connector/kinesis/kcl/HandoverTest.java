package dev.millrace.connector.kinesis.kcl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.BatchDriver;
import dev.millrace.StreamingContext;
import dev.millrace.connector.kinesis.InitialPosition;
import dev.millrace.connector.kinesis.KinesisSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The KCL, of today and of Spark, and the direct source take over from each other by the table, with nothing lost and nothing twice. */
@Timeout(600)
class HandoverTest {
    private final Services services = Services.shared();

    @TempDir
    private Path directory;

    /** A direct source without a checkpoint, until it has had so many records, three of a shard in a batch at most. */
    private List<String> readDirectly(TestStream stream, String checkpoint, int records) {
        List<String> seen = new ArrayList<>();
        try (StreamingContext ssc = StreamingContext.builder()
                .appName("direct")
                .batchInterval(Duration.ofMillis(100))
                .recordsPerBatchMax(3)
                .checkpointDirectory(directory.resolve(checkpoint))
                .build()) {
            ssc.sourceStream(KinesisSource.builder()
                            .streamName(stream.name)
                            .endpointUrl(services.kinesisEndpoint)
                            .dynamoDbEndpointUrl(services.dynamoEndpoint.toString())
                            .initialPosition(InitialPosition.trimHorizon())
                            .fetchesPerSecondPerShard(100)
                            .checkpointAppName(stream.application)
                            .checkpointInterval(Duration.ZERO)
                            .build())
                    .map(data -> new String(data, UTF_8))
                    .foreachRDD(rdd -> seen.addAll(rdd.collect()));
            BatchDriver driver = ssc.startByHand();
            Expect.that(
                    () -> {
                        driver.runBatch();
                        return seen.size() >= records;
                    },
                    () -> seen);
            driver.stop();
        }
        return seen;
    }

    private List<String> readByTheKcl(TestStream stream, String checkpoint, int records) throws InterruptedException {
        try (SharedReader reader = new SharedReader(stream, directory.resolve(checkpoint))) {
            reader.seen.await(entries -> entries.size() >= records);
            reader.stopGracefully();
            return reader.seen.texts();
        }
    }

    private static void assertSame(Iterable<String> expected, List<String> actual) {
        List<String> all = new ArrayList<>();
        expected.forEach(all::add);
        Collections.sort(all);
        assertEquals(all, actual.stream().sorted().toList());
    }

    @Test
    void eachGoesOnWhereTheOtherStoppedAcrossSplitsAndMerges() throws Exception {
        TestStream stream = new TestStream(2);
        stream.put(40);
        List<String> all = new ArrayList<>(readByTheKcl(stream, "kcl-1", 40));
        stream.put(20);
        stream.splitFirst();
        stream.put(20);
        all.addAll(readDirectly(stream, "direct-1", 40));
        assertSame(stream.sent(), all);
        stream.put(20);
        stream.mergeLast();
        stream.put(20);
        all.addAll(readByTheKcl(stream, "kcl-2", 40));
        assertSame(stream.sent(), all);
        stream.put(40);
        all.addAll(readDirectly(stream, "direct-2", 40));
        assertSame(stream.sent(), all);
    }

    @Test
    void theKclGoesOnInTheMiddleOfAnAggregateWhereTheDirectSourceStopped() throws Exception {
        TestStream stream = new TestStream(1);
        stream.putFirst(Aggregates.of("any", "a", "b", "c", "d", "e"));
        assertEquals(List.of("a", "b", "c"), readDirectly(stream, "direct", 3));
        assertEquals(List.of("d", "e"), readByTheKcl(stream, "kcl", 2));
        stream.putFirst("f".getBytes(UTF_8));
        assertEquals(List.of("f"), readDirectly(stream, "direct-again", 1));
    }

    /**
     * Each takes over from the one before, the last time for good: the KCL 3.5 keeps rows in the table that the KCL 1 doesn't understand. The direct
     * source begins, since the KCL 1 waits for up to half a minute where there are no leases.
     */
    @Test
    void theKcl1AndTheDirectSourceGoOnWhereTheOtherStoppedAndTheKcl3AfterBoth() throws Exception {
        TestStream stream = new TestStream(2);
        stream.put(20);
        stream.putFirst(Aggregates.of("any", "a", "b", "c", "d", "e", "f"));
        List<String> all = new ArrayList<>(readDirectly(stream, "direct-1", 10));
        stream.splitFirst();
        stream.put(20);
        int before = all.size();
        all.addAll(OldReader.read(stream, 25));
        all.addAll(readDirectly(stream, "direct-2", 46 - before - 25));
        assertEquals(46, all.size());
        stream.put(20);
        all.addAll(OldReader.read(stream, 15));
        all.addAll(readByTheKcl(stream, "kcl", 5));
        List<String> sent = new ArrayList<>(stream.sent());
        sent.addAll(List.of("a", "b", "c", "d", "e", "f"));
        assertSame(sent, all);
    }

    @Test
    void theKcl1GoesOnInTheMiddleOfAnAggregateAndSoDoesTheDirectSourceAfterIt() throws Exception {
        TestStream stream = new TestStream(1);
        stream.putFirst(Aggregates.of("any", "a", "b", "c", "d", "e", "f"));
        assertEquals(List.of("a", "b", "c"), readDirectly(stream, "direct", 3));
        assertEquals(List.of("d", "e"), OldReader.read(stream, 2));
        assertEquals(List.of("f"), readDirectly(stream, "direct-again", 1));
    }
}
