package dev.millrace.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.HandClock;
import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.Pair;
import dev.millrace.RDD;
import dev.millrace.StorageLevel;
import dev.millrace.StreamingContext;
import dev.millrace.StreamingContextBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What persisted RDDs need, where they lie, and when that is given back. */
@Timeout(300)
class KeptTest {
    private static final int RECORDS = 20_000;
    private static final List<Integer> NUMBERS =
            IntStream.range(0, RECORDS).boxed().toList();

    private final HandClock clock = new HandClock();
    private final Queue<RDD<Integer>> input = new ConcurrentLinkedQueue<>();
    private final AtomicInteger computed = new AtomicInteger();

    @TempDir
    private Path directory = Path.of("");

    private StreamingContextBuilder builder(long bytesMax) {
        return StreamingContext.builder()
                .appName("kept")
                .master("local[2]")
                .batchInterval(Duration.ofMillis(100))
                .clock(clock)
                .keptBytesMax(bytesMax)
                .keptDirectory(directory);
    }

    private long filesOnDisk() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).count();
        }
    }

    /** Reads a persisted RDD twice in a batch, then a second batch; how often its records were computed in the first. */
    private int timesComputed(StorageLevel level, long bytesMax, long filesExpected) {
        List<List<Pair<Integer, String>>> seen = new ArrayList<>();
        List<Long> files = new ArrayList<>();
        try (StreamingContext ssc = builder(bytesMax).build()) {
            var pairs = ssc.queueStream(input).map(number -> {
                computed.incrementAndGet();
                return Pair.of(number, "value " + number);
            });
            pairs.persist(level);
            for (int output = 0; output < 2; output++) {
                pairs.foreachRDD(rdd -> seen.add(rdd.collect()));
            }
            pairs.foreachRDD(rdd -> files.add(filesOnDisk()));
            var driver = ssc.startByHand();
            input.add(ssc.parallelize(NUMBERS, 2));
            driver.runBatch();
            int first = computed.get();
            assertEquals(2, seen.size());
            seen.forEach(records ->
                    assertEquals(NUMBERS, records.stream().map(Pair::key).toList()));
            assertEquals("value 7", seen.get(1).get(7).value());
            assertEquals(List.of(filesExpected), files);
            assertEquals(0, filesOnDisk(), "the batch is over");
            input.add(ssc.parallelize(NUMBERS, 2));
            clock.advance(Duration.ofMillis(100));
            driver.runBatch();
            assertEquals(2 * first, computed.get(), "nothing of the first batch takes the second one's room");
            return first / RECORDS;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void withRoomEachRecordIsComputedOnce(StorageLevel level) throws IOException {
        int expected = level == StorageLevel.NONE ? 2 : 1;
        assertEquals(expected, timesComputed(level, 100 << 20, level.name().startsWith("DISK") ? 2 : 0));
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(0, left.count(), "the engine's directory is gone");
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutRoomItIsOnDiskOrComputedAgain(StorageLevel level) {
        boolean isKept = level.usesDisk();
        assertEquals(isKept ? 1 : 2, timesComputed(level, 1_000, isKept ? 2 : 0));
    }

    @Test
    void aLevelThatThereIsNotIsNamed() {
        assertEquals(StorageLevel.MEMORY_AND_DISK_SER_2, StorageLevel.fromString("MEMORY_AND_DISK_SER_2"));
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> StorageLevel.fromString("DISK_AND_TAPE"));
        assertTrue(String.valueOf(e.getMessage()).contains("'DISK_AND_TAPE'; there are [NONE, MEMORY_ONLY, "));
        assertThrows(IllegalArgumentException.class, () -> builder(-1).build());
    }

    /** Of no class that can be written. */
    private static final class Opaque {
        private final int number;

        private Opaque(int number) {
            this.number = number;
        }
    }

    private int opaque(StorageLevel level, long bytesMax) {
        List<Integer> sums = new ArrayList<>();
        try (StreamingContext ssc = builder(bytesMax).build()) {
            var opaque = ssc.queueStream(input).map(number -> {
                computed.incrementAndGet();
                return new Opaque(number);
            });
            opaque.persist(level);
            for (int i = 0; i < 2; i++) {
                opaque.foreachRDD(
                        rdd -> sums.add(rdd.map(one -> one.number % 10).reduce(Integer::sum)));
            }
            input.add(ssc.parallelize(NUMBERS, 2));
            ssc.startByHand().runBatch();
            assertEquals(List.of(90_000, 90_000), sums);
            return computed.get() / RECORDS;
        }
    }

    @Test
    void valuesThatCannotBeWrittenAreComputedAgainWhereTheyFindNoRoomAndRefusedWhereBytesWereAskedFor() {
        assertEquals(1, opaque(StorageLevel.MEMORY_AND_DISK, 100 << 20));
        computed.set(0);
        assertEquals(2, opaque(StorageLevel.MEMORY_AND_DISK, 1_000));
        MillraceException e =
                assertThrows(MillraceException.class, () -> opaque(StorageLevel.MEMORY_ONLY_SER, 100 << 20));
        assertTrue(String.valueOf(e.getMessage()).contains("registerSerde"), e.getMessage());
    }

    private KeptStore store(long bytesMax) {
        return new KeptStore(new KeptSettings(bytesMax, directory, dev.millrace.serde.Serdes.builtIn()));
    }

    @Test
    void roomIsGivenBackToTheLastByte() {
        for (StorageLevel level : StorageLevel.values()) {
            for (long bytesMax : new long[] {0, 300_000, 10 << 20}) {
                KeptStore store = store(bytesMax);
                Keeper kept = new Keeper(store, level);
                NUMBERS.forEach(kept::add);
                KeptRecords records = kept.finish();
                assertTrue(store.bytesInMemory() <= bytesMax, level + " keeps too much");
                records.release();
                assertEquals(0, store.bytesInMemory(), level + " of " + bytesMax);
                Keeper discarded = new Keeper(store, level);
                NUMBERS.forEach(discarded::add);
                discarded.discard();
                assertEquals(0, store.bytesInMemory(), level + " of " + bytesMax + ", discarded");
                store.close();
            }
        }
        assertFalse(Files.exists(directory.resolve("millrace-kept-")));
    }

    private void flipABit() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.write(ByteBuffer.wrap(new byte[] {77}), 5_000);
                }
            }
        }
    }

    @Test
    void aBitThatFlipsOnDiskIsNoticed() {
        try (StreamingContext ssc = builder(0).build()) {
            var numbers = ssc.queueStream(input);
            numbers.persist(StorageLevel.DISK_ONLY);
            numbers.foreachRDD(rdd -> assertEquals(RECORDS, rdd.count()));
            numbers.foreachRDD(rdd -> flipABit());
            numbers.foreachRDD(rdd -> rdd.collect());
            input.add(ssc.parallelize(NUMBERS, 2));
            var driver = ssc.startByHand();
            MillraceException e = assertThrows(MillraceException.class, driver::runBatch);
            assertEquals(Kind.CORRUPT_DATA, e.kind());
            assertTrue(
                    String.valueOf(e.getMessage()).contains("byte 0: what was kept there has changed"), e.getMessage());
        }
    }

    @Test
    void whatIsKeptForEveryBatchGoesWhenTheProgramHasForgottenIt() {
        KeptStore store = store(10 << 20);
        KeptPartitions partitions = new KeptPartitions(1);
        Keeper keeper = new Keeper(store, StorageLevel.MEMORY_ONLY);
        NUMBERS.forEach(keeper::add);
        partitions.partition(0).records = keeper.finish();
        assertTrue(store.bytesInMemory() > 0);
        watch(store, partitions);
        while (store.bytesInMemory() > 0) { // the build ends this, if nothing else does
            System.gc();
            store.tidy();
        }
    }

    /** A method of its own, so that no frame holds the node. */
    private static void watch(KeptStore store, KeptPartitions partitions) {
        store.watch(
                new PersistNode(new CoalesceNode(new UnionNode(List.of()), 1), StorageLevel.MEMORY_ONLY, store),
                partitions);
    }
}
