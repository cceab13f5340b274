package dev.millrace.connector.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.batch.SystemClock;
import dev.millrace.connector.SinkContext;
import dev.millrace.connector.SinkTask;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Marks: whom they let through, whom they refuse, and how many there are; on each database that is at hand. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JdbcSinkTest {
    private static final Instant TIME = Instant.parse("2026-11-30T12:00:00Z");

    /** What it runs on. */
    enum Kind {
        H2,
        POSTGRES,
        MARIADB,
        MARIADB_BY_MYSQL_DRIVER;

        TestDatabase create() throws SQLException {
            TestDatabase database = switch (this) {
                case H2 -> TestDatabase.h2();
                case POSTGRES -> TestDatabase.postgres();
                case MARIADB -> TestDatabase.mariaDb();
                case MARIADB_BY_MYSQL_DRIVER -> TestDatabase.byMySqlDriver();
            };
            database.execute("CREATE TABLE written (text VARCHAR(20) NOT NULL)");
            return database;
        }
    }

    private static JdbcSink<String> opened(TestDatabase database, String program) {
        return JdbcSink.<String>builder()
                .url(database.url())
                .statement("INSERT INTO written (text) VALUES (?)", (statement, text) -> statement.setString(1, text))
                .build()
                .open(new SinkContext(program, "out", new SystemClock()));
    }

    private static SinkTask task(long batch, int partition, long epoch) {
        return new SinkTask("out", batch, TIME.plusSeconds(batch), partition, epoch, 0);
    }

    private static void write(JdbcSink<String> sink, SinkTask task, String... texts) {
        sink.write(task, List.of(texts).iterator());
    }

    @ParameterizedTest
    @EnumSource
    void aBatchOfAnotherCheckpointIsNotTakenForThisOne(Kind kind) throws SQLException {
        TestDatabase database = kind.create();
        JdbcSink<String> sink = opened(database, "app");
        write(sink, task(1, 0, 1), "of the first");
        SinkTask sameNumber = new SinkTask("out", 1, TIME.plusSeconds(99), 0, 1, 0);
        MillraceException refused = assertThrows(MillraceException.class, () -> write(sink, sameNumber, "lost"));
        assertEquals(MillraceException.Kind.CONFIGURATION, refused.kind());
        assertTrue(
                String.valueOf(refused.getMessage())
                        .contains("DELETE FROM millrace_marks WHERE program = 'app' AND sink = 'out'"),
                refused::getMessage);
        write(sink, task(5, 0, 1), "later");
        assertThrows(MillraceException.class, () -> write(sink, task(4, 1, 1), "lost"), "batches never go back");
        database.execute("DELETE FROM millrace_marks WHERE program = 'app' AND sink = 'out'");
        write(sink, sameNumber, "wanted");
        assertEquals(List.of("later", "of the first", "wanted"), database.read("SELECT text FROM written"));
        sink.close();
    }

    @ParameterizedTest
    @EnumSource
    void programsThatShareADatabaseHaveMarksOfTheirOwn(Kind kind) throws SQLException {
        TestDatabase database = kind.create();
        try (JdbcSinkPair programs = new JdbcSinkPair(opened(database, "one"), opened(database, "One"))) {
            write(programs.one(), task(1, 0, 7), "of one");
            write(programs.two(), task(1, 0, 1), "of two");
            assertEquals(List.of("of one", "of two"), database.read("SELECT text FROM written"));
        }
    }

    private record JdbcSinkPair(JdbcSink<String> one, JdbcSink<String> two) implements AutoCloseable {
        @Override
        public void close() {
            one.close();
            two.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void partitionsThatNoLongerComeLeaveNoMarks(Kind kind) throws SQLException {
        TestDatabase database = kind.create();
        JdbcSink<String> sink = opened(database, "app");
        for (int partition = 0; partition < 10; partition++) {
            write(sink, task(1, partition, 1), "text");
        }
        write(sink, task(2, 0, 2), "text");
        write(sink, task(2, 1, 2), "text");
        write(sink, task(3, 1, 2), "text");
        write(sink, task(3, 2, 2), "text");
        assertEquals(List.of("0", "1", "2"), database.read("SELECT task_partition FROM millrace_marks"));
        assertThrows(MillraceException.class, () -> write(sink, task(2, 9, 1), "of a driver that was replaced"));
        assertEquals(List.of("0", "1", "2"), database.read("SELECT task_partition FROM millrace_marks"));
        sink.close();
    }

    /** As Spark's speculation does, or a driver that was replaced beside the one that replaced it. */
    @ParameterizedTest
    @EnumSource
    void ofAttemptsAtTheSameMomentOneWrites(Kind kind) throws Exception {
        assertOneOfAttemptsWrites(kind.create());
    }

    static void assertOneOfAttemptsWrites(TestDatabase database) throws Exception {
        int attempts = 4;
        List<JdbcSink<String>> sinks = IntStream.range(0, attempts)
                .mapToObj(attempt -> opened(database, "app"))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(attempts);
        try {
            for (long batch = 1; batch <= 20; batch++) {
                CyclicBarrier start = new CyclicBarrier(attempts);
                long current = batch;
                List<Callable<Void>> writing = sinks.stream()
                        .<Callable<Void>>map(sink -> () -> {
                            start.await();
                            write(sink, task(current, (int) (current % 3), 1), "batch " + current);
                            return null;
                        })
                        .toList();
                for (Future<Void> written : threads.invokeAll(writing)) {
                    written.get();
                }
            }
        } finally {
            threads.shutdownNow();
            sinks.forEach(JdbcSink::close);
        }
        assertEquals(
                IntStream.rangeClosed(1, 20)
                        .mapToObj(batch -> "batch " + batch)
                        .sorted()
                        .toList(),
                database.read("SELECT text FROM written"));
    }

    /** Each has its mark and waits for the others before it goes on: a regression of InnoDB's locks on gaps. */
    @ParameterizedTest
    @EnumSource
    void partitionsOfANewSinkBeginSideBySide(Kind kind) throws Exception {
        TestDatabase database = kind.create();
        int partitions = 6;
        CyclicBarrier all = new CyclicBarrier(partitions);
        JdbcSink<String> sink = JdbcSink.<String>builder()
                .url(database.url())
                .statement("INSERT INTO written (text) VALUES (?)", (statement, text) -> {
                    statement.setString(1, text);
                    all.await();
                })
                .build()
                .open(new SinkContext("app", "out", new SystemClock()));
        ExecutorService threads = Executors.newFixedThreadPool(partitions);
        try {
            List<Callable<Void>> writing = IntStream.range(0, partitions)
                    .<Callable<Void>>mapToObj(partition -> () -> {
                        write(sink, task(1, partition, 1), "text");
                        return null;
                    })
                    .toList();
            for (Future<Void> written : threads.invokeAll(writing)) {
                written.get();
            }
        } finally {
            threads.shutdownNow();
            sink.close();
        }
        assertEquals(partitions, database.read("SELECT text FROM written").size());
    }

    @ParameterizedTest
    @EnumSource
    void anUpsertPutsARowInPlaceOfTheOneWithItsKey(Kind kind) throws SQLException {
        TestDatabase database = kind.create();
        database.execute("CREATE TABLE counts (word VARCHAR(20) PRIMARY KEY, n BIGINT, seen BIGINT)");
        JdbcSink<String> sink = JdbcSink.<String>builder()
                .url(database.url())
                .upsert("counts", List.of("word"), List.of("n", "seen"), (statement, word) -> {
                    statement.setString(1, word.substring(0, 1));
                    statement.setLong(2, word.length());
                    statement.setLong(3, 9);
                })
                .build();
        write(sink, task(1, 0, 1), "a", "bb");
        write(sink, task(2, 0, 1), "bbb", "c", "cc");
        assertEquals(List.of("a1", "b3", "c2"), database.read("SELECT CONCAT(word, n) FROM counts"));
        assertEquals("jdbc:counts", sink.defaultName());
        JdbcSink<String> keysAlone = JdbcSink.<String>builder()
                .url(database.url())
                .upsert("counts", List.of("word"), List.of(), (statement, word) -> statement.setString(1, word))
                .build();
        write(keysAlone, task(3, 0, 1), "a", "d");
        assertEquals(List.of("a", "b", "c", "d"), database.read("SELECT word FROM counts"));
    }

    @Test
    void anUpsertIntoAnotherDatabaseIsRefused() {
        RowStatement.Upsert upsert = new RowStatement.Upsert("t", List.of("k"), List.of());
        MillraceException refused = assertThrows(MillraceException.class, () -> upsert.sql("Oracle"));
        assertEquals(MillraceException.Kind.CONFIGURATION, refused.kind());
    }
}
