package dev.millrace.kinesis.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.log.LocalDisk;
import dev.millrace.log.SyncPolicy;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shards' logs are made when they are first used, by whoever comes first. */
class FirstUseTest {
    private static final int SHARDS = 4;

    @TempDir
    private Path data = Path.of("");

    @Test
    void shardsOfANewStreamMayBeFirstUsedAllAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(SHARDS);
        try (StreamStore store =
                StreamStore.open(LocalDisk.open(data), SyncPolicy.operatingSystem(), InstantSource.system())) {
            for (int round = 0; round < 100; round++) {
                Stream stream = StreamStoreTest.create(store, "s" + round, SHARDS);
                List<Callable<Long>> uses = new ArrayList<>();
                for (Shard shard : stream.shards().all()) {
                    uses.add(() -> store.startPosition(stream, shard));
                }
                for (Future<Long> use : threads.invokeAll(uses)) {
                    assertEquals(0, use.get());
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
