package dev.millrace.testkit.trouble;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees of a program in trouble: the message on stderr, and an exit status other than 0. */
@Timeout(300)
class TroubleTest {
    private static final int HEADER_BYTES = 64;

    @TempDir
    private Path directory;

    /** A process that has ended, and all it said. */
    private record Ended(int status, String said) {
        void failedSaying(String... parts) {
            assertEquals(1, status, said);
            for (String part : parts) {
                assertTrue(said.contains(part), part + " is missing in: " + said);
            }
        }
    }

    @BeforeEach
    void writeInput() throws IOException {
        Files.createDirectory(directory.resolve("in"));
        Files.writeString(directory.resolve("in/a"), "one\ntwo\nthree\n");
    }

    private List<String> startedBy = List.of();

    private Process start(String... settings) throws IOException {
        List<String> command = new ArrayList<>(startedBy);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                CopyProgram.class.getName(),
                directory.toString()));
        command.addAll(List.of(settings));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private Ended run(String... settings) throws Exception {
        Process process = start(settings);
        try {
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            return new Ended(process.waitFor(), said);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** Reads what it says up to such a line. */
    private static void await(Process process, String awaited) throws IOException {
        BufferedReader output = process.inputReader(UTF_8); // the same each time
        StringBuilder said = new StringBuilder();
        String line = output.readLine();
        while (line != null && !line.startsWith(awaited)) {
            said.append(line).append('\n');
            line = output.readLine();
        }
        assertTrue(line != null, () -> "'" + awaited + "' isn't in: " + said);
    }

    /** Runs it until all is copied, and kills it. Its first batch may come before the directory has been looked at. */
    private void copyAll(String... settings) throws Exception {
        Process process = start(settings);
        try {
            await(process, CopyProgram.DONE);
            await(process, CopyProgram.IDLE);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private List<String> copied() throws IOException {
        List<String> lines = new ArrayList<>();
        if (Files.exists(directory.resolve("out"))) {
            try (Stream<Path> paths = Files.walk(directory.resolve("out"))) {
                for (Path part : paths.filter(Files::isRegularFile).sorted().toList()) {
                    if (!part.toString().contains(".staging")) {
                        lines.addAll(Files.readAllLines(part));
                    }
                }
            }
        }
        return lines;
    }

    @Test
    void aFunctionThatThrowsIsNamedWithItsBatchAndTheBatchRunsAgainAfterARestart() throws Exception {
        run("throwAt=two")
                .failedSaying(
                        "output 'copies', batch 1, partition 0: map at CopyProgram.java:",
                        "no such line: two",
                        "Caused by");
        assertEquals(List.of(), copied(), "nothing of the batch is seen");
        run("throwAt=two").failedSaying("batch 1");
        copyAll();
        assertEquals(List.of("one", "two", "three"), copied());
    }

    @Test
    void aCheckpointOfAnotherApplicationOrWithOtherKeyGroupsIsRefusedAndOneWithAnotherIntervalIsNot() throws Exception {
        copyAll();
        run("app=other")
                .failedSaying(
                        "belongs to application 'copy', this is 'other'",
                        "give each application a checkpoint directory");
        run("keyGroups=64").failedSaying("128 groups, the program asks for 64", "set keyGroups(128)");
        Files.writeString(directory.resolve("in/b"), "four\n");
        copyAll("interval=35");
        assertEquals(List.of("one", "two", "three", "four"), copied());
    }

    @Test
    void aCheckpointInUseByAnotherProcessIsRefused() throws Exception {
        Process first = start();
        try {
            await(first, CopyProgram.IDLE);
            run().failedSaying(
                            "checkpoint directory " + directory.resolve("checkpoint"),
                            "another process uses it (process " + first.pid() + ")");
            assertTrue(first.isAlive());
        } finally {
            first.destroyForcibly().waitFor();
        }
    }

    @Test
    void aCheckpointOfANewerFormatVersionIsRefused() throws Exception {
        copyAll();
        Path segment;
        try (Stream<Path> segments = Files.list(directory.resolve("checkpoint/log"))) {
            segment = segments.sorted().findFirst().orElseThrow();
        }
        try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
            channel.read(header, 0);
            header.putInt(8, 99);
            CRC32C crc = new CRC32C();
            crc.update(header.array(), 0, HEADER_BYTES - 4);
            header.putInt(HEADER_BYTES - 4, (int) crc.getValue());
            channel.write(header.rewind(), 0);
        }
        run().failedSaying(segment + " has format version 99", "Open it with the version that wrote it");
    }

    @Test
    void aCheckpointDirectoryThatIsAFileIsRefused() throws Exception {
        Files.writeString(directory.resolve("checkpoint"), "a file");
        run().failedSaying(directory.resolve("checkpoint").toString(), "is no directory", "Choose another directory");
    }

    @Test
    void aSourceDirectoryThatIsNotThereIsNamed() throws Exception {
        Files.delete(directory.resolve("in/a"));
        Files.delete(directory.resolve("in"));
        run().failedSaying("source 'lines': there is no directory " + directory.resolve("in"));
        assertFalse(Files.exists(directory.resolve("out/batch-00000000000000000001")));
    }

    @Test
    void aFileThatIsGoneHalfReadIsMissedAtTheNextStart() throws Exception {
        Path input = directory.resolve("in/a");
        Files.writeString(input, "line\n".repeat(10_000)); // of which it reads 50 in a second
        Process process = start("recordsPerBatchMax=1");
        try {
            await(process, CopyProgram.DONE);
        } finally {
            process.destroyForcibly().waitFor();
        }
        Files.delete(input);
        run().failedSaying("a is gone, and of its 50000 bytes only ", " had been read", "givingUp(\"a\")");
    }

    @Test
    void outputOfAnEarlierLifeWhoseCheckpointIsGoneIsRefused() throws Exception {
        copyAll();
        try (Stream<Path> paths = Files.walk(directory.resolve("checkpoint"))) {
            for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
        run().failedSaying("sink 'copies'", "batch-00000000000000000001 is there already", "an empty one");
    }

    @Test
    void aFunctionThatHangsIsNamedInTheStatusAndAStopAtOnceReturnsAllTheSame() throws Exception {
        Ended ended = run("hangAt=two", "hangTimeout=300");
        assertEquals(CopyProgram.HUNG, ended.status(), ended.said());
        assertTrue(ended.said().contains("hangs in batch 1, output 'copies', "), ended.said());
        assertTrue(ended.said().contains("CopyProgram.hang"), ended.said());
        assertEquals(List.of(), copied(), "nothing of the batch is seen");
        copyAll();
        assertEquals(List.of("one", "two", "three"), copied());
    }

    @Test
    void aRecordThatCannotBeDecodedFailsTheBatchUnlessTheSourceSkipsIt() throws Exception {
        Files.writeString(directory.resolve("in/b"), "?four\nfive\n");
        run().failedSaying(
                        "source 'lines'",
                        "the decoder of source 'lines' threw",
                        "a line that begins with a question mark",
                        "?four",
                        "onBadRecord(SKIP_AND_COUNT)");
        assertEquals(List.of(), copied(), "nothing of the batch is seen");
        copyAll("onBadRecord=SKIP_AND_COUNT");
        assertEquals(List.of("one", "two", "three", "five"), copied());
    }

    /** A limit to the size of files stands for a disk without room: writing fails in the same place. */
    @Test
    void aDiskThatIsFullEndsTheProgramAndNothingIsLostOnceThereIsRoom() throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            lines.add("line number " + i);
        }
        Files.write(directory.resolve("in/b"), lines);
        startedBy = List.of("sh", "-c", "ulimit -f 32 && exec \"$@\"", "sh");
        run("recordsPerBatchMax=10000", "giveUpAfter=400")
                .failedSaying("sink 'copies', batch 1", "writing " + directory.resolve("out"), "File too large");
        startedBy = List.of();
        copyAll("recordsPerBatchMax=10000");
        lines.addAll(0, List.of("one", "two", "three"));
        assertEquals(lines, copied());
    }
}
