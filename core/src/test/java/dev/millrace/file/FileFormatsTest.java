package dev.millrace.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.BatchDriver;
import dev.millrace.DStream;
import dev.millrace.HandClock;
import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.StreamingContext;
import dev.millrace.connector.LogRange;
import dev.millrace.connector.Position;
import dev.millrace.connector.SourceBatch;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.SourceReader;
import dev.millrace.connector.Split;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that aren't lines, files that are read whole, and which files are read at all. */
class FileFormatsTest {
    private final HandClock clock = new HandClock();
    private final Map<String, Position> positions = new HashMap<>();

    @TempDir
    private Path directory = Path.of("");

    private <T> SourceReader<T> open(FileSource<T> source) {
        SourceReader<T> reader = source.open(new SourceContext("test", "in", Duration.ofSeconds(1), 2, clock));
        if (positions.isEmpty()) {
            positions.putAll(reader.initialPositions());
        }
        reader.start(positions);
        return reader;
    }

    private void write(String name, byte[] bytes) throws IOException {
        Files.write(directory.resolve(name), bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        clock.advance(Duration.ofMillis(200));
    }

    private void write(String name, String text) throws IOException {
        write(name, text.getBytes(UTF_8));
    }

    private static byte[] numbers(int from, int until) {
        ByteBuffer buffer = ByteBuffer.allocate((until - from) * Integer.BYTES);
        for (int i = from; i < until; i++) {
            buffer.putInt(i);
        }
        return buffer.array();
    }

    private <T> List<T> records(SourceReader<T> reader, long recordsMax) throws Exception {
        SourceBatch<T> batch = reader.poll(recordsMax);
        for (LogRange range : batch.ranges()) {
            positions.put(range.log(), range.until());
        }
        List<T> records = read(batch.splits());
        List<T> again = read(reader.replay(batch.ranges()));
        assertEquals(records.size(), again.size(), "a replay gives the same");
        return records;
    }

    private static <T> List<T> read(List<Split<T>> splits) throws Exception {
        List<T> records = new ArrayList<>();
        for (Split<T> split : splits) {
            int before = records.size();
            split.read(records::add);
            assertTrue(split.recordCount() < 0 || split.recordCount() == records.size() - before);
        }
        return records;
    }

    private static List<Integer> ints(List<byte[]> records) {
        return records.stream().map(bytes -> ByteBuffer.wrap(bytes).getInt()).toList();
    }

    private static Iterator<String> words(InputStream in) {
        return new BufferedReader(new InputStreamReader(in, UTF_8))
                .lines()
                .flatMap(line -> List.of(line.split(" ")).stream())
                .iterator();
    }

    @Test
    void recordsOfFixedLengthAreCutWhereABatchIsFullAndTheLastOneWaitsForItsEnd() throws Exception {
        FileSource<byte[]> source = FileSource.binaryRecords(directory, 4);
        write("a", numbers(0, 5));
        write("a", new byte[] {0, 0});
        try (SourceReader<byte[]> reader = open(source)) {
            assertEquals(List.of(0, 1, 2), ints(records(reader, 3)));
            assertEquals(List.of(3, 4), ints(records(reader, 3)));
            clock.advance(Duration.ofHours(1));
            assertEquals(List.of(), ints(records(reader, 3)), "two bytes are no record");
            assertEquals(2, reader.lag().values().iterator().next().bytes());
        }
        write("a", new byte[] {0, 5});
        try (SourceReader<byte[]> reader = open(source)) {
            assertEquals(List.of(5), ints(records(reader, 3)));
            assertEquals(Map.of(), reader.lag());
        }
        assertThrows(IllegalArgumentException.class, () -> FileSource.binaryRecords(directory, 0));
    }

    @Test
    void manyRecordsAreReadInParts() throws Exception {
        int records = (40 << 20) / 4;
        write("a", numbers(0, records));
        try (SourceReader<byte[]> reader = open(FileSource.binaryRecords(directory, 4))) {
            SourceBatch<byte[]> batch = reader.poll(Long.MAX_VALUE);
            assertEquals(3, batch.splits().size());
            assertEquals(batch.splits(), reader.replay(batch.ranges()));
            int[] next = {0};
            for (Split<byte[]> split : batch.splits()) {
                split.read(record ->
                        assertEquals(next[0]++, ByteBuffer.wrap(record).getInt()));
            }
            assertEquals(records, next[0]);
        }
    }

    @Test
    void aFunctionMakesRecordsOfAWholeFileWhenItHasStayedAsItIs() throws Exception {
        FileSource<String> source = FileSource.of(directory, FileFormatsTest::words);
        write("a", "to be ");
        try (SourceReader<String> reader = open(source)) {
            assertEquals(List.of(), records(reader, 1));
            write("a", "or not");
            assertEquals(List.of(), records(reader, 1));
            clock.advance(Duration.ofMillis(700));
            assertEquals(List.of(), records(reader, 1), "it has changed less than a second ago");
            clock.advance(Duration.ofMillis(400));
            assertEquals(List.of("to", "be", "or", "not"), records(reader, 1));
            assertEquals(List.of(), records(reader, 1));
            write("a", " to be");
            MillraceException e = assertThrows(MillraceException.class, () -> reader.poll(1));
            assertEquals(Kind.CONFIGURATION, e.kind());
            assertTrue(
                    String.valueOf(e.getMessage()).contains("a had 12 bytes when it was read and now has 18"),
                    e.getMessage());
        }
        MillraceException e =
                assertThrows(MillraceException.class, () -> open(source).poll(1), "also after a restart");
        assertTrue(String.valueOf(e.getMessage()).contains("now has 18"), e.getMessage());
    }

    @Test
    void whatADecoderThrowsNamesTheFile() throws Exception {
        FileSource<String> source = FileSource.<String>of(directory, in -> {
                    throw new IllegalStateException("no header");
                })
                .wholeFiles(Duration.ZERO);
        write("a", "x");
        try (SourceReader<String> reader = open(source)) {
            Split<String> split = reader.poll(1).splits().get(0);
            MillraceException e = assertThrows(MillraceException.class, () -> split.read(record -> {}));
            assertEquals(Kind.USER_CODE, e.kind());
            assertTrue(String.valueOf(e.getMessage())
                    .contains("a: its decoder threw java.lang.IllegalStateException: no header"));
        }
    }

    @Test
    void whatTheNextStepThrowsIsNotBlamedOnTheDecoder() throws Exception {
        write("a", "x");
        try (SourceReader<String> reader =
                open(FileSource.of(directory, FileFormatsTest::words).wholeFiles(Duration.ZERO))) {
            Split<String> split = reader.poll(1).splits().get(0);
            assertThrows(
                    ArithmeticException.class,
                    () -> split.read(record -> {
                        throw new ArithmeticException();
                    }));
        }
    }

    @Test
    void wholeFilesOfLinesAreReadInPiecesAndMayNotGrow() throws Exception {
        FileSource<String> source = FileSource.text(directory).wholeFiles(Duration.ofSeconds(2));
        write("a", "one\ntwo\nthree");
        try (SourceReader<String> reader = open(source)) {
            assertEquals(List.of(), records(reader, 2));
            clock.advance(Duration.ofSeconds(2));
            assertEquals(List.of("one", "two"), records(reader, 2));
            assertEquals(List.of("three"), records(reader, 2), "the last line is complete, as the file is");
            write("a", "\nfour\n");
            MillraceException e = assertThrows(MillraceException.class, () -> reader.poll(1));
            assertTrue(String.valueOf(e.getMessage()).contains("let files grow"), e.getMessage());
        }
    }

    @Test
    void aFileThatWasCompleteBeforeItWasMovedInIsReadAtOnce() throws Exception {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere")).resolve("a");
        Files.writeString(elsewhere, "one\n");
        Files.setLastModifiedTime(elsewhere, FileTime.from(clock.instant().minusSeconds(60)));
        try (SourceReader<String> reader = open(FileSource.text(directory).wholeFiles(Duration.ofSeconds(30)))) {
            assertEquals(List.of(), records(reader, 10));
            Files.move(elsewhere, directory.resolve("a"));
            clock.advance(Duration.ofMillis(100));
            assertEquals(List.of("one"), records(reader, 10));
        }
    }

    @Test
    void aFilterAndATimeChooseFiles() throws Exception {
        Instant noon = Instant.parse("2018-08-01T12:00:00Z");
        FileSource<String> source = FileSource.text(directory)
                .filter(path -> !path.getFileName().toString().contains("secret"))
                .modifiedFrom(noon);
        for (String name : List.of("old", "secret", "new")) {
            write(name, name + "\n");
            Files.setLastModifiedTime(
                    directory.resolve(name), FileTime.from(name.equals("old") ? noon.minusMillis(1) : noon));
        }
        try (SourceReader<String> reader = open(source)) {
            assertEquals(List.of("new"), records(reader, 10));
            Files.setLastModifiedTime(directory.resolve("old"), FileTime.from(noon));
            clock.advance(Duration.ofMillis(100));
            assertEquals(List.of("old"), records(reader, 10), "it was modified after all");
        }
        try (SourceReader<String> reader = open(source.filter(path -> Integer.parseInt("x") == 0))) {
            assertThrows(MillraceException.class, () -> reader.poll(1));
        } catch (MillraceException e) {
            assertEquals(Kind.USER_CODE, e.kind());
            assertTrue(String.valueOf(e.getMessage()).contains("the filter of its source threw"), e.getMessage());
        }
    }

    @Test
    void aContextHasTheNamesThatSparkUsersKnow() throws Exception {
        List<Object> seen = new ArrayList<>();
        write("old", "not this\n");
        try (StreamingContext ssc = StreamingContext.builder()
                .appName("files")
                .master("local[1]")
                .batchInterval(Duration.ofSeconds(1))
                .clock(clock)
                .build()) {
            String place = directory.toString();
            ssc.textFileStream(place).foreachRDD(rdd -> seen.addAll(rdd.collect()));
            ssc.binaryRecordsStream(place, 3)
                    .foreachRDD(rdd -> seen.addAll(
                            rdd.map(bytes -> new String(bytes, UTF_8)).collect()));
            // region: own format
            DStream<String> words = ssc.fileStream(place, in -> new Scanner(in, UTF_8).useDelimiter("[^a-z]+"));
            // endregion
            words.foreachRDD(rdd -> seen.addAll(rdd.collect()));
            ssc.fileStream(place, FileFormatsTest::words, path -> path.endsWith("old"), false)
                    .foreachRDD(rdd -> seen.addAll(rdd.collect()));
            BatchDriver driver = ssc.startByHand();
            write("new", "one two\n");
            for (int i = 0; i < 2; i++) {
                clock.advance(Duration.ofSeconds(1));
                driver.runBatch();
            }
        }
        seen.sort(Comparator.comparing(String::valueOf));
        assertEquals(List.of(" tw", "not", "one", "one", "one two", "this", "two"), seen);
    }
}
