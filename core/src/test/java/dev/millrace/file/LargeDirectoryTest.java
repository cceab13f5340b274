package dev.millrace.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.batch.SystemClock;
import dev.millrace.connector.SourceBatch;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.SourceReader;
import dev.millrace.connector.Split;
import dev.millrace.file.DirectoryListing.Changes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A directory with more files than are looked at one by one; {@code -Dmillrace.files=100000} makes it as large as the manual's. */
@Timeout(300)
class LargeDirectoryTest {
    private static final int FILES = Integer.getInteger("millrace.files", 1_200);

    private final SystemClock clock = new SystemClock();

    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void fill() throws IOException {
        FileTime old = FileTime.from(Instant.now().minusSeconds(3_600));
        for (int i = 0; i < FILES; i++) {
            Path file = Files.writeString(directory.resolve("file-" + i), "line " + i + "\n");
            Files.setLastModifiedTime(file, old);
        }
        Files.setLastModifiedTime(directory, old);
    }

    private DirectoryListing listing() {
        return new DirectoryListing(directory, FileSettings.of(directory.toString()));
    }

    @Test
    void whatIsNewIsSeenAtOnceAndWhatHasGrownInTurn() throws Exception {
        DirectoryListing listing = listing();
        long now = clock.millis();
        assertEquals(FILES, listing.pass(now).changed().size());
        assertTrue(listing.pass(now).isEmpty());
        Files.writeString(directory.resolve("new"), "one\n");
        assertEquals("new", listing.pass(now).changed().get(0).name());
        Files.writeString(directory.resolve("file-7"), "more\n", StandardOpenOption.APPEND);
        Changes changes = Changes.NONE;
        for (int pass = 0; pass < FILES / 500 + 2 && changes.isEmpty(); pass++) {
            changes = listing.pass(now);
        }
        assertEquals("file-7", changes.changed().get(0).name());
        Files.writeString(directory.resolve("file-7"), "more\n", StandardOpenOption.APPEND);
        assertEquals(
                "file-7", listing.pass(now).changed().get(0).name(), "what has grown lately is looked at each time");
        Files.delete(directory.resolve("file-9"));
        assertEquals(List.of("file-9"), listing.pass(now).gone());
    }

    @Test
    void aWrongTimeStampIsFoundOutWithinAMinute() throws Exception {
        DirectoryListing listing = listing();
        FileTime stamp = Files.getLastModifiedTime(directory);
        long now = clock.millis();
        listing.pass(now);
        Files.writeString(directory.resolve("new"), "one\n");
        Files.setLastModifiedTime(directory, stamp);
        assertTrue(listing.pass(now + 1_000).isEmpty());
        assertEquals("new", listing.pass(now + 61_000).changed().get(0).name());
    }

    @Test
    void allIsReadOnceAndAnIdleTickCostsNextToNothing() throws Exception {
        SourceContext context = new SourceContext("test", "in", Duration.ofSeconds(1), 2, clock);
        try (SourceReader<String> reader = FileSource.text(directory).open(context)) {
            long begin = System.nanoTime();
            reader.start(Map.of());
            long started = System.nanoTime();
            List<String> lines = new ArrayList<>();
            while (lines.size() < FILES) {
                SourceBatch<String> batch = reader.poll(1_000);
                for (Split<String> split : batch.splits()) {
                    split.read(lines::add);
                }
            }
            assertEquals(FILES, lines.stream().distinct().count());
            long read = System.nanoTime();
            long worst = idle(reader);
            Files.writeString(directory.resolve("new"), "new\n");
            long written = System.nanoTime();
            SourceBatch<String> batch = SourceBatch.empty();
            while (batch.isEmpty()) {
                clock.park(clock.nanoTime() + 1_000_000);
                batch = reader.poll(10);
            }
            System.out.printf(
                    "%d files: listed in %d ms, read in %d ms, worst idle poll %d µs, new one seen after %d ms%n",
                    FILES,
                    (started - begin) / 1_000_000,
                    (read - started) / 1_000_000,
                    worst / 1_000,
                    (System.nanoTime() - written) / 1_000_000);
            batch.splits().get(0).read(line -> assertEquals("new", line));
        }
    }

    /** The worst of 500 polls, a millisecond apart: with several passes over the directory beside them. */
    private long idle(SourceReader<String> reader) throws InterruptedException {
        List<Long> nanos = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            long begin = System.nanoTime();
            assertTrue(reader.poll(10).isEmpty());
            nanos.add(System.nanoTime() - begin);
            clock.park(clock.nanoTime() + 1_000_000);
        }
        nanos.sort(null);
        System.out.printf("idle polls: median %d ns, 99 %% %d ns%n", nanos.get(250), nanos.get(495));
        return nanos.get(499);
    }
}
