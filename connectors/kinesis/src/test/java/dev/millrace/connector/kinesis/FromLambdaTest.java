package dev.millrace.connector.kinesis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.BatchDriver;
import dev.millrace.MillraceException;
import dev.millrace.StreamingContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * Programs that go on where functions of AWS Lambda ended, by what an event says of itself: {@code eventID} is the shard's id,
 * a colon and the record's sequence number.
 */
class FromLambdaTest {
    private final LocalKinesis kinesis = LocalKinesis.shared();
    private final List<String> seen = new ArrayList<>();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        kinesis.close();
    }

    /** What a function is called with of a shard, at most so many events, in their order: an aggregate is one of them. */
    private List<String> eventIds(Shard shard, int eventsMax) {
        String iterator = kinesis.client()
                .getShardIterator(request -> request.streamName(kinesis.stream())
                        .shardId(shard.shardId())
                        .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
        return kinesis
                .client()
                .getRecords(request -> request.shardIterator(iterator).limit(eventsMax))
                .records()
                .stream()
                .map(Record::sequenceNumber)
                .map(number -> shard.shardId() + ":" + number)
                .toList();
    }

    /** As somebody would keep them who logs each event's id. */
    private static Map<String, String> lastByShard(List<String> eventIds) {
        Map<String, String> last = new TreeMap<>();
        eventIds.forEach(id -> last.put(id.substring(0, id.indexOf(':')), id.substring(id.indexOf(':') + 1)));
        return last;
    }

    private void run(InitialPosition from, int records) {
        try (StreamingContext ssc = StreamingContext.builder()
                .appName("from-lambda")
                .batchInterval(Duration.ofMillis(100))
                .clock(kinesis.clock())
                .checkpointDirectory(directory)
                .build()) {
            ssc.sourceStream(kinesis.source()
                            .keepStrayRecords(true)
                            .initialPosition(from)
                            .build())
                    .map(data -> new String(data, UTF_8))
                    .foreachRDD(rdd -> seen.addAll(rdd.collect()));
            BatchDriver driver = ssc.startByHand();
            ByHand.runUntil(driver, () -> seen.size() >= records);
            driver.stop();
        }
        assertEquals(records, seen.size(), seen::toString);
    }

    private static List<String> numbered(String prefix, int from, int until) {
        return IntStream.range(from, until).mapToObj(i -> prefix + i).toList();
    }

    @Test
    void nothingIsLeftOutAndNothingComesTwiceAcrossASplit() {
        kinesis.create(2);
        kinesis.putTo(0, numbered("a", 0, 10).toArray(String[]::new));
        kinesis.putTo(1, numbered("b", 0, 10).toArray(String[]::new));
        kinesis.split(0);
        kinesis.putTo(1, numbered("c", 0, 5).toArray(String[]::new)); // to the lower half of the first shard
        List<Shard> shards = kinesis.shards();
        List<String> events = new ArrayList<>(eventIds(shards.get(0), 7));
        events.addAll(eventIds(shards.get(1), 4));
        run(InitialPosition.afterSequenceNumbers(lastByShard(events), InitialPosition.latest()), 3 + 6 + 5);
        List<String> expected = new ArrayList<>(numbered("a", 7, 10));
        expected.addAll(numbered("b", 4, 10));
        expected.addAll(numbered("c", 0, 5));
        Collections.sort(expected);
        assertEquals(expected, seen.stream().sorted().toList());
    }

    @Test
    void whoseParentWasReadToItsEndBeginsInItsChild() {
        kinesis.create(1);
        kinesis.putTo(0, "a", "b");
        kinesis.split(0);
        kinesis.putTo(0, "c", "d");
        List<String> events = new ArrayList<>();
        kinesis.shards()
                .subList(0, 2)
                .forEach(shard -> events.addAll(eventIds(shard, shard.parentShardId() == null ? 2 : 1)));
        run(InitialPosition.afterSequenceNumbers(lastByShard(events), InitialPosition.trimHorizon()), 1);
        assertEquals(List.of("d"), seen);
    }

    @Test
    void anAggregateThatAFunctionHadIsBehindItAsAWhole() {
        kinesis.create(1);
        kinesis.putTo(0, List.of(Aggregates.of("key-of-0", "a", "b", "c")));
        kinesis.putTo(0, List.of(Aggregates.of("key-of-0", "d", "e")));
        Map<String, String> last = lastByShard(eventIds(kinesis.shards().get(0), 1));
        run(InitialPosition.afterSequenceNumbers(last, InitialPosition.latest()), 2);
        assertEquals(List.of("d", "e"), seen);
        run(InitialPosition.afterSequenceNumbers(last, InitialPosition.latest()), 2); // a checkpoint is there now
        assertEquals(List.of("d", "e"), seen);
    }

    @Test
    void shardsThatNoNumberLeadsToBeginWhereOthersDo() {
        kinesis.create(2);
        kinesis.putTo(0, "a", "b");
        kinesis.putTo(1, "c", "d");
        Map<String, String> last = lastByShard(eventIds(kinesis.shards().get(0), 1));
        run(InitialPosition.afterSequenceNumbers(last, InitialPosition.trimHorizon()), 3);
        assertEquals(List.of("b", "c", "d"), seen.stream().sorted().toList());
    }

    @Test
    void numbersThatMeanNothingAreRefused() {
        kinesis.create(1);
        kinesis.putTo(0, "a");
        InitialPosition gone = InitialPosition.afterSequenceNumbers(
                Map.of("shardId-000000000007", "49"), InitialPosition.trimHorizon());
        Expect.says(
                MillraceException.Kind.CONFIGURATION,
                assertThrows(MillraceException.class, () -> run(gone, 1)),
                kinesis.stream(),
                "shardId-000000000007",
                "Leave out");
        for (String number : List.of("", "LATEST", "-1", "01")) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> InitialPosition.afterSequenceNumbers(Map.of("shardId-0", number), InitialPosition.latest()));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> InitialPosition.afterSequenceNumbers(Map.of(), InitialPosition.latest()));
    }
}
