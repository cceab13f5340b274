package dev.millrace.kinesis.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.log.LogException;
import dev.millrace.log.SyncPolicy;
import dev.millrace.log.simulation.SimulatedDisk;
import dev.millrace.log.simulation.SimulatedTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The machine stops at every single write and every single sync of a small history; what was acknowledged is there, and nothing is half there. */
class StreamStoreCrashTest {
    private final SimulatedTime time = new SimulatedTime(Instant.parse("2026-11-21T10:00:00Z"));

    /** What a client knows: the stream as it last saw it, what it was told is stored, and what it doesn't know about. */
    private static final class Client {
        @Nullable
        Stream seen;

        @Nullable
        Stream wanted;

        final List<String> acknowledged = new ArrayList<>();
    }

    @Test
    void survivesACrashAtEveryWriteAndEverySync() {
        SimulatedDisk dry = new SimulatedDisk(0);
        history(dry, new Client());
        assertTrue(dry.writes() > 15 && dry.syncs() > 15, dry.writes() + " writes, " + dry.syncs() + " syncs");
        for (long n = 1; n <= dry.writes(); n++) {
            crash("write", n, SimulatedDisk::crashAtWrite);
        }
        for (long n = 1; n <= dry.syncs(); n++) {
            crash("sync", n, SimulatedDisk::crashAtSync);
        }
    }

    private void crash(String what, long number, BiConsumer<SimulatedDisk, Long> plan) {
        String where = "crash at " + what + " " + number;
        SimulatedDisk disk = new SimulatedDisk(number);
        plan.accept(disk, number);
        Client client = new Client();
        try {
            history(disk, client);
        } catch (LogException | StoreException e) {
            assertTrue(disk.isDown(), where);
        }
        disk.crash();
        try (StreamStore store = StreamStore.open(disk, SyncPolicy.everyCommit(), time)) {
            Stream found = store.find("s");
            assertTrue(Objects.equals(found, client.seen) || Objects.equals(found, client.wanted), where);
            if (found != null) {
                assertTrue(records(store, found).containsAll(client.acknowledged), where);
                StreamStoreTest.put(store, found, found.shards().open().get(0).index(), "later");
                assertTrue(records(store, found).contains("later"), where);
            } else {
                assertEquals(List.of(), client.acknowledged, where);
                StreamStoreTest.create(store, "s", 2);
            }
        }
    }

    private static List<String> records(StreamStore store, Stream stream) {
        List<String> records = new ArrayList<>();
        stream.shards().all().forEach(shard -> records.addAll(StreamStoreTest.read(store, stream, shard.index())));
        return records;
    }

    private void history(SimulatedDisk disk, Client client) {
        try (StreamStore store = StreamStore.open(disk, SyncPolicy.everyCommit(), time)) {
            ShardMap one = ShardMap.initial(1, time.millis());
            client.wanted = wanted(one);
            client.seen = StreamStoreTest.create(store, "s", 1);
            put(store, client, 0, "a");
            ShardMap two = one.split(0, new HashKey(5, 0), time.millis());
            client.wanted = wanted(two);
            client.seen = StreamStoreTest.split(store, "s", 0, new HashKey(5, 0));
            put(store, client, 1, "b");
            put(store, client, 2, "c");
            client.wanted = wanted(two.merge(1, 2, time.millis()));
            client.seen = StreamStoreTest.merge(store, "s", 1, 2);
            put(store, client, 3, "d");
        }
    }

    private Stream wanted(ShardMap shards) {
        return Stream.creating("s", time.millis(), new Stream.Options(24, StreamMode.PROVISIONED, 1024, Map.of()), 1, 0)
                .active(shards);
    }

    private static void put(StreamStore store, Client client, int shard, String text) {
        StreamStoreTest.put(store, Objects.requireNonNull(client.seen), shard, text);
        client.acknowledged.add(text);
    }
}
