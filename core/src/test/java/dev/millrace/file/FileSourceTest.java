package dev.millrace.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.HandClock;
import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.LogRange;
import dev.millrace.connector.Position;
import dev.millrace.connector.SourceBatch;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.SourceReader;
import dev.millrace.connector.Split;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {
    private final HandClock clock = new HandClock();
    private final Map<String, Position> positions = new HashMap<>();

    @TempDir
    private Path directory = Path.of("");

    private FileSource<String> source = FileSource.text(Path.of("."));

    @BeforeEach
    void begin() {
        source = FileSource.text(directory);
    }

    private SourceReader<String> open() {
        SourceReader<String> reader = source.open(new SourceContext("test", "in", Duration.ofSeconds(1), 2, clock));
        if (positions.isEmpty()) {
            positions.putAll(reader.initialPositions());
        }
        reader.start(positions);
        return reader;
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        clock.advance(Duration.ofMillis(200));
    }

    private SourceBatch<String> poll(SourceReader<String> reader, long recordsMax) {
        SourceBatch<String> batch = reader.poll(recordsMax);
        for (LogRange range : batch.ranges()) {
            Position from = positions.put(range.log(), range.until());
            assertEquals(from == null ? range.from() : from, range.from());
        }
        return batch;
    }

    private List<String> lines(SourceReader<String> reader) throws Exception {
        SourceBatch<String> batch = poll(reader, Long.MAX_VALUE);
        assertEquals(read(batch.splits()), read(reader.replay(batch.ranges())), "a replay gives the same");
        return read(batch.splits());
    }

    private static List<String> read(List<Split<String>> splits) throws Exception {
        List<String> lines = new ArrayList<>();
        for (Split<String> split : splits) {
            int before = lines.size();
            split.read(lines::add);
            assertTrue(split.recordCount() < 0 || split.recordCount() == lines.size() - before);
        }
        return lines;
    }

    @Test
    void linesEndWithNewlinesAndMayHaveCarriageReturns() throws Exception {
        write("a.txt", "one\r\ntwo\n\nzwölf\n");
        try (SourceReader<String> reader = open()) {
            assertEquals(List.of("one", "two", "", "zwölf"), lines(reader));
        }
    }

    @Test
    void anUnfinishedLineWaitsForItsEnd() throws Exception {
        write("a.txt", "one\ntw");
        try (SourceReader<String> reader = open()) {
            assertEquals(List.of("one"), lines(reader));
            write("a.txt", "o\nthr");
            assertEquals(List.of("two"), lines(reader));
            clock.advance(Duration.ofSeconds(4));
            assertEquals(List.of(), lines(reader));
            clock.advance(Duration.ofSeconds(2));
            assertEquals(List.of("thr"), lines(reader), "nothing came for five seconds");
            write("a.txt", "ee\n");
            assertEquals(List.of("ee"), lines(reader));
        }
    }

    @Test
    void hiddenAndTemporaryFilesAreNotRead() throws Exception {
        for (String name : List.of(".a", "_a", "a~", "a.tmp")) {
            write(name, "hidden\n");
        }
        Files.createDirectory(directory.resolve("inner"));
        try (SourceReader<String> reader = open()) {
            assertEquals(List.of(), lines(reader));
            Files.move(directory.resolve("a.tmp"), directory.resolve("a"));
            clock.advance(Duration.ofMillis(200));
            assertEquals(List.of("hidden"), lines(reader));
        }
    }

    @Test
    void aPatternChoosesFiles() throws Exception {
        source = source.matching("*.{log,txt}");
        write("a.log", "log\n");
        write("a.csv", "csv\n");
        try (SourceReader<String> reader = open()) {
            assertEquals(List.of("log"), lines(reader));
        }
        assertThrows(IllegalArgumentException.class, () -> source.matching("{"));
    }

    @Test
    void onlyWhatIsNewIsReadWhereThatIsAsked() throws Exception {
        source = source.newFilesOnly();
        write("old", "before\n");
        try (SourceReader<String> reader = open()) {
            write("old", "appended\n");
            write("new", "new\n");
            List<String> lines = new ArrayList<>(lines(reader));
            lines.sort(null);
            assertEquals(List.of("appended", "new"), lines);
        }
    }

    @Test
    void aFileThatWasCutIsAnErrorAlsoAfterARestart() throws Exception {
        write("a", "one\ntwo\n");
        try (SourceReader<String> reader = open()) {
            lines(reader);
            Files.writeString(directory.resolve("a"), "one\n");
            clock.advance(Duration.ofMillis(200));
            MillraceException e = assertThrows(MillraceException.class, () -> reader.poll(10));
            assertEquals(Kind.CONFIGURATION, e.kind());
            assertTrue(String.valueOf(e.getMessage()).contains("a was read up to byte 8 and now has 4 bytes"));
        }
        assertThrows(MillraceException.class, this::open);
    }

    @Test
    void aFileThatWasReplacedIsAnErrorAlsoAfterARestart() throws Exception {
        write("a", "one\ntwo\n");
        try (SourceReader<String> reader = open()) {
            lines(reader);
        }
        Files.writeString(directory.resolve("a"), "something else that is longer\n");
        MillraceException e = assertThrows(MillraceException.class, this::open);
        assertTrue(String.valueOf(e.getMessage()).contains("begins differently"), e.getMessage());
    }

    @Test
    void aFileThatIsGoneIsForgotten() throws Exception {
        write("a", "one\n");
        try (SourceReader<String> reader = open()) {
            lines(reader);
            assertFalse(reader.isForgotten("a", position("a")));
            Files.delete(directory.resolve("a"));
            assertTrue(reader.isForgotten("a", position("a")));
            clock.advance(Duration.ofMillis(200));
            assertEquals(List.of(), lines(reader));
        }
    }

    private Position position(String log) {
        return Objects.requireNonNull(positions.get(log));
    }

    @Test
    void aFileThatIsGoneAndWasReadOnlyInPartIsAnErrorAtTheNextStart() throws Exception {
        write("a", "one\ntwo\nthree\n");
        try (SourceReader<String> reader = open()) {
            assertEquals(List.of("one"), read(poll(reader, 1).splits()));
            Files.delete(directory.resolve("a"));
            assertFalse(reader.isForgotten("a", position("a")), "something of it is missing");
        }
        MillraceException e = assertThrows(MillraceException.class, this::open);
        assertEquals(Kind.CONFIGURATION, e.kind());
        String message = String.valueOf(e.getMessage());
        for (String part : List.of("source 'in'", "a is gone", "of its 14 bytes only 4", "givingUp(\"a\")")) {
            assertTrue(message.contains(part), part + " is missing in: " + message);
        }
        source = source.givingUp("a");
        try (SourceReader<String> reader = open()) {
            assertEquals(List.of(), lines(reader));
            assertTrue(reader.isForgotten("a", position("a")));
        }
    }

    @Test
    void aFileThatGoesWhileSomethingOfItIsLeftIsAnError() throws Exception {
        write("a", "one\ntwo\n");
        write("b", "one\n");
        try (SourceReader<String> reader = open()) {
            poll(reader, 1);
            Files.delete(directory.resolve("b"));
            clock.advance(Duration.ofMillis(200));
            MillraceException e = assertThrows(MillraceException.class, () -> reader.poll(10));
            assertTrue(String.valueOf(e.getMessage()).contains("b is gone, and of its 4 bytes only 0"), e.getMessage());
        }
    }

    @Test
    void aFileThatThePatternNoLongerTakesInIsAnErrorWhileSomethingOfItIsLeft() throws Exception {
        write("a.log", "one\ntwo\n");
        try (SourceReader<String> reader = open()) {
            poll(reader, 1);
        }
        source = source.matching("*.txt");
        try (SourceReader<String> reader = open()) {
            MillraceException e = assertThrows(MillraceException.class, () -> reader.poll(10));
            assertTrue(String.valueOf(e.getMessage()).contains("a.log is not among the files to read"), e.getMessage());
        }
    }

    @Test
    void aFileThatIsGoneBeforeItsBatchIsDoneIsMissed() throws Exception {
        write("a", "one\n");
        try (SourceReader<String> reader = open()) {
            SourceBatch<String> batch = poll(reader, 10);
            Files.delete(directory.resolve("a"));
            MillraceException e = assertThrows(MillraceException.class, () -> reader.replay(batch.ranges()));
            assertTrue(String.valueOf(e.getMessage()).contains("is gone"), e.getMessage());
        }
    }

    @Test
    void aLineThatIsTooLongIsNamed() throws Exception {
        source = source.lineBytesMax(10);
        write("a", "short\n" + "x".repeat(100_000));
        try (SourceReader<String> reader = open()) {
            MillraceException e = assertThrows(MillraceException.class, () -> reader.poll(10));
            assertTrue(String.valueOf(e.getMessage()).contains("begins at byte 6 is longer than 10 bytes"));
        }
    }

    @Test
    void aLongRangeIsReadInPartsWhichAReplayRepeats() throws Exception {
        StringBuilder text = new StringBuilder();
        int count = 0;
        while (text.length() < 40 << 20) {
            text.append("line ").append(count++).append(" of a long file with many lines that all differ\n");
        }
        Files.write(directory.resolve("long"), text.toString().getBytes(StandardCharsets.UTF_8));
        try (SourceReader<String> reader = open()) {
            SourceBatch<String> batch = poll(reader, Long.MAX_VALUE);
            assertEquals(3, batch.splits().size());
            List<Split<String>> again = reader.replay(batch.ranges());
            assertEquals(3, again.size());
            List<String> lines = read(batch.splits());
            assertEquals(count, lines.size());
            assertEquals(lines, read(again));
        }
    }

    @Test
    void aDirectoryThatIsNotThereIsNamed() {
        source = FileSource.text(directory.resolve("nowhere"));
        MillraceException e = assertThrows(MillraceException.class, this::open);
        assertEquals(Kind.CONFIGURATION, e.kind());
        assertTrue(String.valueOf(e.getMessage()).contains("nowhere"));
    }

    /** A filter stands for a file system that is away: its exception is one of the listing's. */
    @Test
    void aListingThatFailsIsTriedAgainAndWhatItHadSeenIsNotForgotten() throws Exception {
        AtomicInteger looked = new AtomicInteger();
        AtomicInteger failing = new AtomicInteger(-1);
        source = source.filter(path -> {
            if (looked.getAndIncrement() == failing.get()) {
                throw new IOException("Stale file handle");
            }
            return true;
        });
        try (SourceReader<String> reader = open()) {
            for (int fails = 0; fails < 3; fails++) {
                write("a" + fails, "one\n");
                write("b" + fails, "two\n");
                looked.set(0);
                failing.set(fails);
                assertEquals(List.of(), lines(reader), "the listing has failed");
                clock.advance(Duration.ofMillis(100));
                assertEquals(List.of("one", "two"), lines(reader));
            }
        }
    }

    @Test
    void aListingThatFailsForAMinuteEndsTheProgram() throws Exception {
        AtomicBoolean fails = new AtomicBoolean();
        source = source.filter(path -> {
            if (fails.get()) {
                throw new IOException("Stale file handle");
            }
            return true;
        });
        write("a", "one\n");
        try (SourceReader<String> reader = open()) {
            assertEquals(List.of("one"), lines(reader));
            fails.set(true);
            for (int outage = 0; outage < 2; outage++) {
                for (int second = 0; second < 50; second++) {
                    clock.advance(Duration.ofSeconds(1));
                    assertTrue(reader.poll(10).isEmpty());
                }
                fails.set(false);
                write("b" + outage, "two\n");
                assertEquals(List.of("two"), lines(reader), "each outage has a minute of its own");
                fails.set(true);
            }
            clock.advance(Duration.ofSeconds(1));
            assertTrue(reader.poll(10).isEmpty());
            clock.advance(Duration.ofSeconds(60));
            MillraceException e = assertThrows(MillraceException.class, () -> reader.poll(10));
            assertEquals(Kind.EXTERNAL_SYSTEM, e.kind());
            assertTrue(String.valueOf(e.getMessage()).contains(directory + " can't be read"), e::toString);
            assertTrue(String.valueOf(e.getMessage()).contains("tried 2 times in 60000 ms"), e::toString);
        }
    }

    /** Something that can be opened but not read is in the file's place for a moment. */
    @Test
    void aFileThatCannotBeReadForAMomentIsReadLaterAndOthersMeanwhile() throws Exception {
        write("a", "one\ntwo\n");
        Path file = directory.resolve("a");
        Path away = directory.resolve(".a");
        try (SourceReader<String> reader = open()) {
            assertEquals(List.of("one"), read(poll(reader, 1).splits()));
            Files.move(file, away);
            Files.createDirectory(file);
            assertTrue(poll(reader, 1).isEmpty());
            write("b", "three\n");
            assertEquals(List.of("three"), lines(reader));
            Files.delete(file);
            Files.move(away, file);
            assertEquals(List.of("two"), lines(reader));
        }
    }

    @Test
    void nothingIsListedBetweenTwoListings() throws Exception {
        try (SourceReader<String> reader = open()) {
            assertEquals(List.of(), lines(reader));
            Files.writeString(directory.resolve("a"), "one\n");
            assertTrue(reader.poll(10).isEmpty());
            clock.advance(Duration.ofMillis(100));
            assertEquals(List.of("one"), lines(reader));
        }
    }
}
