package dev.millrace.kinesis.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.log.LocalDisk;
import dev.millrace.log.SyncPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shards cost what their data costs: nothing on disk before the first record, and no open file each. */
class ManyShardsTest {
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    @TempDir
    private Path directory;

    private StreamStore open() {
        return StreamStore.open(LocalDisk.open(directory), SyncPolicy.operatingSystem(), InstantSource.system());
    }

    @Test
    void shardsThatWereNeverWrittenTakeNoPlaceOnDiskAlsoWhenOldRecordsAreDropped() throws IOException {
        try (StreamStore store = open()) {
            StreamStoreTest.create(store, "s", 1_000);
            for (int part = 0; part < 60; part++) {
                store.tidy(part, 60);
            }
            try (Stream<Path> streams = Files.list(directory.resolve("streams"))) {
                assertEquals(List.of(), streams.toList());
            }
        }
    }

    @Test
    void moreShardsAreWrittenThanFilesAreOpen() throws IOException {
        Assumptions.assumeTrue(
                Files.isDirectory(OPEN_FILES), "Open files are counted where /proc shows them: on Linux");
        int shards = 520;
        try (StreamStore store = open()) {
            dev.millrace.kinesis.server.store.Stream stream = StreamStoreTest.create(store, "s", shards);
            for (int shard = 0; shard < shards; shard++) {
                StreamStoreTest.put(store, stream, shard, "record " + shard);
            }
            long files = openFiles();
            assertTrue(files <= 505, files + " files of " + shards + " shards are open");
            for (int shard = 0; shard < shards; shard++) {
                assertEquals(List.of("record " + shard), StreamStoreTest.read(store, stream, shard));
            }
        }
    }

    private long openFiles() throws IOException {
        long count = 0;
        try (Stream<Path> all = Files.list(OPEN_FILES)) {
            for (Path link : all.toList()) {
                try {
                    count += Files.readSymbolicLink(link).startsWith(directory.toRealPath()) ? 1 : 0;
                } catch (IOException closedMeanwhile) {
                    // The listing's own, for instance.
                }
            }
        }
        return count;
    }
}
