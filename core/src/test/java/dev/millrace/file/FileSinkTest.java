package dev.millrace.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.HandClock;
import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.SinkContext;
import dev.millrace.connector.SinkTask;
import dev.millrace.connector.StagedOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSinkTest {
    @TempDir
    private Path temporary = Path.of("");

    private FileSink<Object> sink() {
        return FileSink.text(temporary.resolve("out"));
    }

    private StagedOutput stage(long batch, int partition, Object... records) throws Exception {
        return sink().stage(
                        new SinkTask("out", batch, partition, 1, 0),
                        List.of(records).iterator());
    }

    @Test
    void aBatchAppearsWholeWithALinePerRecord() throws Exception {
        List<StagedOutput> outputs = List.of(stage(7, 0, "a", 1), stage(7, 3, "zwölf"));
        Path visible = temporary.resolve("out/batch-00000000000000000007");
        assertFalse(Files.exists(visible));
        assertEquals(2, sink().publish("out", 7, outputs));
        assertEquals("a\n1\n", Files.readString(visible.resolve("part-00000")));
        assertEquals("zwölf\n", Files.readString(visible.resolve("part-00003")));
        assertEquals(0, sink().publish("out", 7, outputs), "they were visible before");
        assertEquals(7, outputs.get(1).length());
        assertEquals(2, outputs.get(0).records());
    }

    @Test
    void aLongPartIsWrittenWhole() throws Exception {
        String line = "x".repeat(99_999);
        StagedOutput output = stage(1, 0, line, line, "");
        sink().publish("out", 1, List.of(output));
        assertEquals(
                List.of(line, line, ""),
                Files.readAllLines(temporary.resolve("out/batch-00000000000000000001/part-00000")));
        assertEquals(200_001, output.length());
    }

    @Test
    void recordsAreFormattedAsTold() throws Exception {
        FileSink<Integer> hex = FileSink.text(temporary.resolve("out"), Integer::toHexString);
        StagedOutput output =
                hex.stage(new SinkTask("out", 1, 0, 1, 0), List.of(255).iterator());
        hex.publish("out", 1, List.of(output));
        assertEquals("ff\n", Files.readString(hex.directoryOf(1).resolve("part-00000")));
    }

    @Test
    void outputOfAnotherLifeIsNoticedAtTheStart() throws Exception {
        sink().publish("out", 5, List.of(stage(5, 0, "a")));
        sink().discardUnpublished("out", 6, 2);
        MillraceException e = assertThrows(MillraceException.class, () -> sink().discardUnpublished("out", 5, 2));
        assertEquals(Kind.CONFIGURATION, e.kind());
        assertTrue(String.valueOf(e.getMessage()).contains("batch-00000000000000000005 is there already"));
    }

    /** Regression: on a full disk each attempt kept what the next one needed. */
    @Test
    void anAttemptThatFailsLeavesNoHalfFile() throws Exception {
        FileSink<Object> failing = new FileSink<>(temporary.resolve("out"), String::valueOf, new DurableFiles() {
            @Override
            void sync(LineWriter lines, Path file) throws IOException {
                super.sync(lines, file);
                throw new IOException("no space left");
            }
        });
        SinkTask task = new SinkTask("out", 1, 0, 1, 0);
        IOException e = assertThrows(
                IOException.class,
                () -> failing.stage(task, List.<Object>of("a").iterator()));
        assertEquals("no space left", e.getMessage());
        assertEquals(List.of(), DurableFiles.list(temporary.resolve("out/.staging")));
    }

    @Test
    void twoSinksThatStageInOneDirectoryAreNoticed() throws Exception {
        stage(1, 0, "a");
        MillraceException e = assertThrows(MillraceException.class, () -> stage(1, 0, "b"));
        assertEquals(Kind.CONFIGURATION, e.kind());
    }

    @Test
    void aSecondSinkInADirectoryIsRefusedWhenItIsOpened() throws Exception {
        SinkContext context = new SinkContext("app", "out", new HandClock());
        FileSink<Object> first = sink().open(context);
        MillraceException e = assertThrows(MillraceException.class, () -> sink().open(context));
        assertEquals(Kind.CONFIGURATION, e.kind());
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains("another sink writes to " + temporary.resolve("out")), message);
        assertTrue(message.contains("give each sink a directory of its own"), message);
        first.close();
        sink().open(context).close();
    }

    @Test
    void aDirectoryThatCantBeUsedIsRefusedWhenTheSinkIsOpened() throws Exception {
        Path file = Files.writeString(temporary.resolve("file"), "no directory");
        for (Path out : List.of(file, file.resolve("out"))) {
            MillraceException e = assertThrows(
                    MillraceException.class,
                    () -> FileSink.text(out).open(new SinkContext("app", "out", new HandClock())));
            assertEquals(Kind.CONFIGURATION, e.kind());
            assertTrue(
                    String.valueOf(e.getMessage()).startsWith("the directory " + out + " can't be made or used"),
                    e.getMessage());
        }
    }

    @Test
    void twoSinksInOneDirectoryAreNoticed() throws Exception {
        StagedOutput one = stage(1, 0, "a");
        sink().publish("one", 1, List.of(one));
        StagedOutput other = sink().stage(
                        new SinkTask("other", 1, 0, 1, 1), List.<Object>of("b").iterator());
        assertThrows(MillraceException.class, () -> sink().publish("other", 1, List.of(other)));
        assertEquals("a\n", Files.readString(sink().directoryOf(1).resolve("part-00000")));
    }

    @Test
    void whatDeadAttemptsLeftIsDiscardedAndWhatIsInUseIsNot() throws Exception {
        stage(1, 0, "left by epoch 1");
        StagedOutput current = sink().stage(
                        new SinkTask("out", 1, 0, 2, 0), List.<Object>of("a").iterator());
        sink().discardUnpublished("out", 1, 2);
        try (var staged = Files.list(temporary.resolve("out/.staging"))) {
            assertEquals(
                    List.of(current.name()),
                    staged.map(file -> String.valueOf(file.getFileName())).toList());
        }
        sink().publish("out", 1, List.of(current));
    }

    @Test
    void whatADriverOfAHigherEpochIsPublishingIsNotDiscarded() throws Exception {
        StagedOutput ofNewer = sink().stage(
                        new SinkTask("out", 4, 0, 7, 0), List.<Object>of("a").iterator());
        Path staging = temporary.resolve("out/.staging");
        Path gathered = Files.createDirectory(staging.resolve("batch-00000000000000000004-7"));
        Files.move(staging.resolve(ofNewer.name()), gathered.resolve("part-00000"));
        Path ofOlder = Files.createDirectory(staging.resolve("batch-00000000000000000003-5"));
        sink().discardUnpublished("out", 4, 6);
        assertFalse(Files.exists(ofOlder));
        assertEquals(1, sink().publish("out", 4, List.of(ofNewer)));
        assertEquals("a\n", Files.readString(sink().directoryOf(4).resolve("part-00000")));
    }

    @Test
    void filesThatAreNotOfASinkStayInItsStagingDirectory() throws Exception {
        sink().discardUnpublished("out", 1, 1);
        Path staging = temporary.resolve("out/.staging");
        for (String name : List.of("lock", "notes", "batch-x-1", "1-2-x-4.part", "1-2-3.part")) {
            Files.writeString(staging.resolve(name), "mine");
        }
        sink().discardUnpublished("out", 1, 100);
        try (var staged = Files.list(staging)) {
            assertEquals(5, staged.count());
        }
    }

    @Test
    void aStagedFileThatSomebodyChangedIsNotPublished() throws Exception {
        StagedOutput output = stage(1, 0, "a");
        Files.writeString(temporary.resolve("out/.staging").resolve(output.name()), "tampered with");
        MillraceException e = assertThrows(MillraceException.class, () -> sink().publish("out", 1, List.of(output)));
        assertEquals(Kind.CORRUPT_DATA, e.kind());
        assertFalse(Files.exists(sink().directoryOf(1)));
    }
}
