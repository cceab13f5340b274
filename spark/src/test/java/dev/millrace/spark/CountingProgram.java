package dev.millrace.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.BatchDriver;
import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.StreamingContext;
import dev.millrace.connector.MarkerSink;
import dev.millrace.connector.SinkContext;
import dev.millrace.connector.SinkTask;
import dev.millrace.connector.jdbc.JdbcSink;
import dev.millrace.file.FileSource;
import dev.millrace.status.BatchStep;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts words into a database and writes down the lines, which say what goes wrong in the tasks that meet them. */
final class CountingProgram {
    /** Words at which an executor dies: before its transaction, and when it has committed. */
    static final String DIES_BEFORE = "dies-before";

    static final String DIES_AFTER = "dies-after";
    /** What an attempt leaves behind that the database has failed. */
    static final String FAILED = "failed";

    private final String master;
    private final Path directory;
    private final CountsDatabase database;
    private final InputFiles input;
    private final List<String> sent = new ArrayList<>();

    private @Nullable BatchStep death;
    private boolean mustStopDatabase;

    /** Ends a driver where it stands. */
    static final class Death extends Error {}

    CountingProgram(String master, Path directory, CountsDatabase database) throws IOException {
        this.master = master;
        this.directory = directory;
        this.database = database;
        this.input = new InputFiles(directory.resolve("in"));
    }

    /** A file, and so a split, for each line. */
    void send(String... lines) throws IOException {
        for (String line : lines) {
            input.add(List.of(line));
            sent.add(line);
        }
    }

    StreamingContext context() {
        StreamingContext ssc = StreamingContext.builder()
                .appName("counting")
                .master(master)
                .batchInterval(Duration.ofMillis(50))
                .checkpointDirectory(directory.resolve("checkpoint"))
                .batchSteps((step, batch) -> at(step))
                .build();
        var lines = ssc.sourceStream(FileSource.text(directory.resolve("in"))).named("lines");
        String once = directory.toString();
        // The first to write is the one that tells of a database that is away.
        lines.save(new Troubled(
                        JdbcSink.<String>builder()
                                .url(database.url())
                                .user("sa")
                                .password(CountsDatabase.SECRET)
                                .statement(
                                        "INSERT INTO written (line) VALUES (?)",
                                        (statement, line) -> statement.setString(1, line))
                                .build(),
                        once))
                .named("written");
        lines.flatMap(line -> List.of(line.split(" ")).iterator())
                .mapToPair(word -> Pair.of(word, 1L))
                .reduceByKey(Long::sum)
                .save(JdbcSink.<Pair<String, Long>>builder()
                        .url(database.url())
                        .user("sa")
                        .password(CountsDatabase.SECRET)
                        .statement(database.addition(), (statement, count) -> {
                            statement.setString(1, count.key());
                            statement.setLong(2, count.value());
                            if (count.key().equals(DIES_BEFORE) && Once.first(once, DIES_BEFORE)) {
                                Runtime.getRuntime().halt(9);
                            }
                        })
                        .rowsPerBatchMax(1)
                        .build())
                .named("counts");
        return ssc;
    }

    /** The sink, in an executor that may die when it has written, or says that it couldn't. */
    private record Troubled(JdbcSink<String> sink, String once) implements MarkerSink<String> {
        @Override
        public String defaultName() {
            return sink.defaultName();
        }

        @Override
        public Troubled open(SinkContext context) {
            return new Troubled(sink.open(context), once);
        }

        @Override
        public void close() {
            sink.close();
        }

        @Override
        public void write(SinkTask task, Iterator<String> records) throws IOException {
            List<String> lines = new ArrayList<>();
            records.forEachRemaining(lines::add);
            try {
                sink.write(task, lines.iterator());
            } catch (MillraceException e) {
                Once.first(once, FAILED);
                throw e;
            }
            if (lines.contains(DIES_AFTER) && Once.first(once, DIES_AFTER)) {
                Runtime.getRuntime().halt(9);
            }
        }
    }

    private void at(BatchStep step) {
        if (step == death) {
            throw new Death();
        }
        if (mustStopDatabase && step == BatchStep.SEALED) {
            mustStopDatabase = false;
            change(database::stop);
            new Thread(
                            () -> {
                                Once.awaitOther(directory.toString(), FAILED);
                                change(database::startAgain);
                            },
                            "start of the database")
                    .start();
        }
    }

    private interface Change {
        void make() throws Exception;
    }

    private static void change(Change change) {
        try {
            change.make();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    void runBatch(BatchDriver driver, String... lines) throws IOException {
        send(lines);
        InputFiles.runBatch(driver);
    }

    /** The database is away when the batch is to be written, and comes back when an attempt has failed. */
    void runBatchWithoutDatabase(BatchDriver driver, String... lines) throws IOException {
        mustStopDatabase = true;
        runBatch(driver, lines);
    }

    /** Leaves a batch in doubt. */
    void dieAt(BatchStep step, String... lines) throws IOException {
        death = step;
        try (StreamingContext ssc = context()) {
            send(lines);
            // A batch in doubt runs while the program starts.
            assertThrows(Death.class, () -> InputFiles.runBatch(ssc.startByHand()));
        }
        death = null;
    }

    void assertEachIsThereOnce() throws SQLException {
        TreeMap<String, Integer> counts = new TreeMap<>();
        for (String line : sent) {
            for (String word : line.split(" ")) {
                counts.merge(word, 1, Integer::sum);
            }
        }
        List<String> expected = new ArrayList<>();
        counts.forEach((word, count) -> expected.add(word + "=" + count));
        assertEquals(expected.stream().sorted().toList(), database.read("SELECT CONCAT(word, '=', n) FROM counts"));
        assertEquals(sent.stream().sorted().toList(), database.read("SELECT line FROM written"));
    }
}
