package dev.millrace.connector.kinesis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.connector.LogRange;
import dev.millrace.connector.Position;
import dev.millrace.connector.SourceReader;
import dev.millrace.connector.kinesis.ReadLoop.Batch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Splits and merges against a real server: nothing lost, nothing doubled, each key in its order. */
class KinesisReshardingTest {
    private static final int KEYS = 20;

    LocalKinesis kinesis = LocalKinesis.shared();
    private boolean isPushed;
    private final int[] sent = new int[KEYS];

    @AfterEach
    void close() {
        kinesis.close();
    }

    @Test
    void aSplitIsReadParentFirstAndChildrenInALaterBatch() throws Exception {
        kinesis.create(1);
        send(40);
        kinesis.split(0);
        send(40);
        try (ReadLoop loop = open(null)) {
            loop.pollUntil(80, Long.MAX_VALUE);
            assertInOrder(loop.batches());
            assertEquals(Set.of(id(0)), logs(loop.batches().get(0)));
            for (Batch batch : loop.batches().subList(1, loop.batches().size())) {
                assertFalse(logs(batch).contains(id(0)), "the parent again");
            }
        }
    }

    @Test
    void aMergeWaitsForBothParents() throws Exception {
        kinesis.create(2);
        send(40);
        kinesis.mergeFirst();
        send(40);
        try (ReadLoop loop = open(null)) {
            loop.pollUntil(80, 7);
            assertInOrder(loop.batches());
        }
    }

    @Test
    void emptyShardsOfALongHistoryAreReadThrough() throws Exception {
        kinesis.create(1);
        for (int i = 0; i < 4; i++) {
            kinesis.split(0);
        }
        for (int i = 0; i < 4; i++) {
            kinesis.mergeFirst();
        }
        send(20);
        assertEquals(1, kinesis.openShards().size());
        try (ReadLoop loop = open(null)) {
            loop.pollUntil(20, 100);
            assertInOrder(loop.batches());
        }
    }

    @Test
    void closedShardsWithRecordsAreReadOnAfterARestart() throws Exception {
        kinesis.create(1);
        send(40);
        Map<String, Position> positions;
        List<Batch> batches = new ArrayList<>();
        try (ReadLoop loop = open(null)) {
            loop.pollUntil(10, 10);
            positions = loop.positions();
            batches.addAll(loop.batches());
        }
        kinesis.split(0);
        send(40);
        kinesis.mergeFirst();
        send(40);
        try (ReadLoop loop = open(positions)) {
            loop.pollUntil(110, 13);
            batches.addAll(loop.batches());
            assertInOrder(batches);
            loop.expectNoRecords();
        }
    }

    @Test
    void aShardThatHasEndedIsNeverReadAgain() throws Exception {
        kinesis.create(1);
        send(10);
        kinesis.split(0);
        Map<String, Position> positions;
        try (ReadLoop loop = open(null)) {
            loop.pollUntil(() -> loop.positions().size() == 3, 100);
            positions = loop.positions();
        }
        send(10);
        try (ReadLoop loop = open(positions)) {
            loop.pollUntil(10, 100);
            assertNull(loop.poll(100));
        }
    }

    @Test
    void latestDoesNotReadWhatWasClosedBefore() throws Exception {
        kinesis.create(1);
        send(20);
        kinesis.split(0);
        send(20);
        try (ReadLoop loop = new ReadLoop(reader(kinesis.source().initialPosition(InitialPosition.latest())), null)) {
            assertEquals(Set.of(id(1), id(2)), loop.positions().keySet());
            kinesis.putTo(0, "new");
            loop.pollUntil(1, 100);
        }
    }

    @Test
    void aTimeBetweenReshardsBeginsInAllShardsThatWereOpenThen() throws Exception {
        kinesis.create(2);
        send(40);
        kinesis.split(0);
        kinesis.clock().pass(Duration.ofSeconds(10));
        Arrays.fill(sent, 0);
        Instant then = kinesis.clock().instant();
        send(40);
        kinesis.split(1);
        send(40);
        kinesis.mergeFirst();
        send(40);
        try (ReadLoop loop =
                new ReadLoop(reader(kinesis.source().initialPosition(InitialPosition.atTimestamp(then))), null)) {
            loop.pollUntil(120, 9);
            assertInOrder(loop.batches());
        }
    }

    @Test
    void aReplayOfShardsThatEndedGivesTheSame() throws Exception {
        kinesis.create(2);
        send(60);
        kinesis.split(1);
        send(60);
        kinesis.mergeFirst();
        send(60);
        List<Batch> batches;
        Map<String, Position> positions;
        try (ReadLoop loop = open(null)) {
            loop.pollUntil(() -> loop.texts().size() == 180, 11);
            batches = loop.batches();
            positions = loop.positions();
        }
        try (ReadLoop loop = open(positions)) {
            for (Batch batch : batches) {
                List<List<KinesisRecord>> again = ReadLoop.read(loop.reader().replay(batch.ranges()));
                assertEquals(texts(batch.splits()), texts(again));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void randomReshardingAndRestartsKeepEveryKeyInOrder(long seed) throws Exception {
        randomReshardingAndRestarts(seed);
    }

    /** On a server that ends every subscription after 300 ms. */
    @ParameterizedTest
    @ValueSource(longs = {7, 8, 9})
    void soTheyDoWhereShardsArePushed(long seed) throws Exception {
        kinesis.close();
        kinesis = LocalKinesis.pushing();
        isPushed = true;
        randomReshardingAndRestarts(seed);
    }

    private void randomReshardingAndRestarts(long seed) throws Exception {
        Random random = new Random(seed);
        kinesis.create(1 + random.nextInt(3));
        List<Batch> batches = new ArrayList<>();
        Map<String, Position> positions = null;
        for (int life = 0; life < 4; life++) {
            try (ReadLoop loop = open(positions)) {
                for (int step = 0; step < 12; step++) {
                    send(random.nextInt(40));
                    reshard(random);
                    for (int polls = random.nextInt(4); polls > 0; polls--) {
                        loop.poll(1 + random.nextInt(30));
                    }
                }
                batches.addAll(loop.batches());
                positions = loop.positions();
            }
        }
        try (ReadLoop loop = open(positions)) {
            int missing = sum(sent) - count(batches);
            loop.pollUntil(missing, 50);
            loop.expectNoRecords();
            batches.addAll(loop.batches());
        }
        assertInOrder(batches);
    }

    private void reshard(Random random) {
        int open = kinesis.openShards().size();
        switch (random.nextInt(6)) {
            case 0 -> kinesis.split(random.nextInt(open));
            case 1 -> {
                if (open > 1) {
                    kinesis.mergeFirst();
                }
            }
            default -> {}
        }
    }

    /** So many records, over all keys, each with its number. */
    private void send(int records) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            int key = i % KEYS;
            texts.add(key + ":" + sent[key]++);
        }
        kinesis.putAll(texts);
    }

    /** As a program sees it: batches one after the other, the splits of a batch side by side. */
    private void assertInOrder(List<Batch> batches) {
        Map<String, Integer> next = new HashMap<>();
        for (Batch batch : batches) {
            Set<String> keysOfOthers = new HashSet<>();
            for (List<KinesisRecord> split : batch.splits()) {
                Set<String> keys = new HashSet<>();
                for (KinesisRecord record : split) {
                    String[] parts = new String(record.data(), UTF_8).split(":", -1);
                    assertEquals(next.getOrDefault(parts[0], 0), Integer.parseInt(parts[1]), "key " + parts[0]);
                    next.merge(parts[0], 1, Integer::sum);
                    keys.add(parts[0]);
                }
                for (String key : keys) {
                    assertTrue(keysOfOthers.add(key), () -> "key " + key + " is in two splits of a batch");
                }
            }
        }
        assertEquals(sum(sent), count(batches));
    }

    private ReadLoop open(@Nullable Map<String, Position> positions) {
        SourceReader<KinesisRecord> reader = isPushed
                ? kinesis.source().enhancedFanOut("the-test").buildRaw().open(ReadLoop.context(kinesis.clock()))
                : reader(kinesis.source());
        return new ReadLoop(reader, positions);
    }

    /** How a source is read; there is more than one way. */
    SourceReader<KinesisRecord> reader(KinesisSourceBuilder<byte[]> source) {
        return source.buildRaw().open(ReadLoop.context(kinesis.clock()));
    }

    private static Set<String> logs(Batch batch) {
        Set<String> logs = new HashSet<>();
        for (LogRange range : batch.ranges()) {
            logs.add(range.log());
        }
        return logs;
    }

    private static List<List<String>> texts(List<List<KinesisRecord>> splits) {
        return splits.stream()
                .map(split -> split.stream().map(ReadLoop::text).toList())
                .toList();
    }

    private static int count(List<Batch> batches) {
        return batches.stream().mapToInt(batch -> batch.records().size()).sum();
    }

    private static int sum(int[] numbers) {
        int sum = 0;
        for (int number : numbers) {
            sum += number;
        }
        return sum;
    }

    private static String id(int shard) {
        return String.format("shardId-%012d", shard);
    }
}
