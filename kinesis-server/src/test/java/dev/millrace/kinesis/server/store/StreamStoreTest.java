package dev.millrace.kinesis.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.log.Disk;
import dev.millrace.log.DiskFile;
import dev.millrace.log.LogException;
import dev.millrace.log.SyncPolicy;
import dev.millrace.log.simulation.SimulatedDisk;
import dev.millrace.log.simulation.SimulatedTime;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class StreamStoreTest {
    private static final Stream.Options OPTIONS = new Stream.Options(24, StreamMode.PROVISIONED, 1024, Map.of());

    private final SimulatedDisk disk = new SimulatedDisk(7);
    private final SimulatedTime time = new SimulatedTime(Instant.parse("2026-11-21T10:00:00Z"));

    private StreamStore open() {
        return StreamStore.open(disk, SyncPolicy.everyCommit(), time);
    }

    static Stream create(StreamStore store, String name, int shards) {
        return Objects.requireNonNull(
                store.change(name, (none, now) -> Stream.creating(name, now, OPTIONS, shards, now)));
    }

    static Stream split(StreamStore store, String name, int shard, HashKey key) {
        return Objects.requireNonNull(store.change(
                name, (current, now) -> Objects.requireNonNull(current).splitting(shard, key, now)));
    }

    static Stream merge(StreamStore store, String name, int shard, int following) {
        return Objects.requireNonNull(store.change(
                name, (current, now) -> Objects.requireNonNull(current).merging(shard, following, now)));
    }

    static void put(StreamStore store, Stream stream, int shard, String... texts) {
        List<NewRecord> records = new ArrayList<>();
        for (String text : texts) {
            records.add(new NewRecord("key", StandardCharsets.UTF_8.encode(text)));
        }
        Appended appended = Objects.requireNonNull(
                store.append(stream, Objects.requireNonNull(stream.shards().find(shard)), records));
        if (!store.awaitCommitted(stream, List.of(appended)).isEmpty()) {
            throw new StoreException("The records are not committed");
        }
    }

    static List<String> read(StreamStore store, Stream stream, int shard) {
        Shard from = Objects.requireNonNull(stream.shards().find(shard));
        return store
                .read(stream, from, store.startPosition(stream, from), new ReadLimits(10_000, 10 << 20, 0))
                .records()
                .stream()
                .map(record -> StandardCharsets.UTF_8.decode(record.data()).toString())
                .toList();
    }

    @Test
    void everythingIsThereAfterARestart() {
        Stream before;
        try (StreamStore store = open()) {
            create(store, "other", 3);
            put(store, create(store, "s", 2), 1, "a", "b");
            split(store, "s", 0, new HashKey(5, 0));
            before = merge(store, "s", 3, 1);
            put(store, before, 4, "c");
        }
        try (StreamStore store = open()) {
            Stream after = Objects.requireNonNull(store.find("s"));
            assertEquals(before, after);
            assertEquals(List.of("a", "b"), read(store, after, 1));
            assertEquals(List.of("c"), read(store, after, 4));
            assertEquals(2, store.listAfter(null, 10).size());
        }
    }

    @Test
    void aShardThatWasClosedTakesNoMoreRecords() {
        try (StreamStore store = open()) {
            Stream before = create(store, "s", 1);
            split(store, "s", 0, new HashKey(5, 0));
            Shard closed = before.shards().all().get(0);
            assertNull(store.append(before, closed, List.of(new NewRecord("k", ByteBuffer.allocate(1)))));
        }
    }

    @Test
    void aStreamThatWasMadeAgainTakesNoRecordsMeantForTheOldOne() {
        try (StreamStore store = open()) {
            Stream old = create(store, "s", 1);
            assertNull(store.change(
                    "s", (current, now) -> Objects.requireNonNull(current).deleting(now)));
            Stream recreated = create(store, "s", 1);
            assertTrue(recreated.createdMillis() > old.createdMillis());
            Shard shard = old.shards().all().get(0);
            assertNull(store.append(old, shard, List.of(new NewRecord("k", ByteBuffer.allocate(1)))));
        }
    }

    @Test
    void whatIsLeftOfDeletedStreamsGoesAtTheNextStart() {
        open().close();
        disk.directory("streams").directory("gone@1").directory("shardId-000000000000");
        open().close();
        assertEquals(List.of(), disk.directory("streams").directories());
    }

    @Test
    void manyChangesAreFoldedAwayAndNothingIsLost() {
        Stream before;
        try (StreamStore store = open()) {
            create(store, "kept", 1);
            before = create(store, "s", 100);
            for (int i = 0; i < 120; i++) {
                String name = "t" + i;
                create(store, name, 500);
                store.change(
                        name, (current, now) -> Objects.requireNonNull(current).deleting(now));
            }
        }
        long grown = metadataBytes();
        open().close();
        try (StreamStore store = open()) {
            assertEquals(before, store.find("s"));
            assertEquals(2, store.listAfter(null, 10).size());
        }
        assertTrue(grown > 9 << 20, grown + " bytes");
        assertTrue(metadataBytes() < 4 << 20, metadataBytes() + " bytes");
    }

    private long metadataBytes() {
        Disk metadata = disk.directory("metadata");
        return metadata.list().stream().mapToLong(metadata::length).sum();
    }

    @Test
    void timesAreFoundAcrossSegments() {
        try (StreamStore store = open()) {
            Stream stream = create(store, "s", 1);
            Shard shard = stream.shards().all().get(0);
            List<Long> positions = new ArrayList<>();
            long start = time.millis();
            for (int i = 0; i < 75; i++) {
                Appended appended = Objects.requireNonNull(
                        store.append(stream, shard, List.of(new NewRecord("k", ByteBuffer.allocate(1 << 20)))));
                store.awaitCommitted(stream, List.of(appended));
                positions.add(appended.sequenceNumber(0).index() - 1);
                time.advance(Duration.ofSeconds(10));
            }
            for (int i = 0; i < 75; i++) {
                assertEquals(positions.get(i), store.positionAtTime(stream, shard, start + i * 10_000L));
                assertEquals(positions.get(i), store.positionAtTime(stream, shard, start + i * 10_000L - 9_999));
            }
            assertEquals(store.tipPosition(stream, shard), store.positionAtTime(stream, shard, time.millis()));
            SequenceNumber inside = shard.sequenceNumber(positions.get(40) - 1, start);
            assertEquals(positions.get(40), store.positionAt(stream, shard, inside));
            assertEquals(positions.get(40), store.positionAfter(stream, shard, inside));
        }
    }

    @Test
    void retentionFreesTheDisk() {
        try (StreamStore store = open()) {
            Stream stream = create(store, "s", 1);
            for (int i = 0; i < 70; i++) {
                Appended appended = Objects.requireNonNull(store.append(
                        stream,
                        stream.shards().all().get(0),
                        List.of(new NewRecord("k", ByteBuffer.allocate(1 << 20)))));
                store.awaitCommitted(stream, List.of(appended)); // a segment is as old as its last commit
                time.advance(Duration.ofHours(1));
            }
            Disk directory = disk.directory("streams")
                    .directory("s@" + stream.createdMillis())
                    .directory("shardId-000000000000");
            int before = directory.list().size();
            store.tidy(0, 1);
            assertTrue(directory.list().size() < before, directory.list().toString());
            assertTrue(store.startPosition(stream, stream.shards().all().get(0)) > 0);
        }
    }

    @Test
    void aChangeThatCouldNotBeStoredHasNotHappenedAndTheNextOneWorks() {
        try (StreamStore store = open()) {
            Stream before = create(store, "s", 1);
            disk.fullAfterBytes(10);
            assertThrows(LogException.class, () -> split(store, "s", 0, new HashKey(5, 0)));
            assertEquals(before, store.find("s"));
            disk.fullAfterBytes(1 << 20);
            assertEquals(2, split(store, "s", 0, new HashKey(6, 0)).shards().openCount());
        }
        try (StreamStore store = open()) {
            Stream after = Objects.requireNonNull(store.find("s"));
            assertEquals(new HashKey(6, 0), after.shards().open().get(1).range().start());
        }
    }

    @Test
    void aSecondStoreOnTheSameDirectoryIsRefused() {
        try (StreamStore store = open()) {
            StoreException failure = assertThrows(StoreException.class, this::open);
            assertEquals(
                    "The data directory /simulated is in use by another server; stop that one or choose another"
                            + " directory",
                    failure.getMessage());
            assertFalse(store.listAfter(null, 1).iterator().hasNext());
        }
    }

    @Test
    void aNewerFormatAndAStrangersDirectoryAreRefused() {
        write("format", "millrace-kinesis-server 2\n");
        assertEquals(
                "The data in /simulated has format version 2, written by a newer server; this one reads up to 1",
                assertThrows(StoreException.class, this::open).getMessage());
        disk.delete("format");
        write("format", "something\n");
        assertEquals(
                "The file /simulated/format is not one of a Kinesis server: something",
                assertThrows(StoreException.class, this::open).getMessage());
        disk.delete("format");
        disk.directory("photos");
        assertEquals(
                "The directory /simulated holds something else than a Kinesis server's data; choose an empty one",
                assertThrows(StoreException.class, this::open).getMessage());
    }

    private void write(String name, String text) {
        try (DiskFile file = disk.create(name)) {
            file.write(0, StandardCharsets.US_ASCII.encode(text));
            file.sync();
        }
    }
}
