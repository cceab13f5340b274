package dev.millrace.connector.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.StopMode;
import dev.millrace.StreamingContext;
import dev.millrace.batch.SystemClock;
import dev.millrace.connector.SinkContext;
import dev.millrace.connector.SinkTask;
import dev.millrace.testkit.Faults;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A database that hangs, loses connections, resolves deadlocks; and drivers that were replaced in the middle of a task. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JdbcTroubleTest {
    private static final String INSERT = "INSERT INTO written (text) VALUES (?)";

    private static TestDatabase postgres() throws SQLException {
        TestDatabase database = TestDatabase.postgres();
        database.execute("CREATE TABLE written (text VARCHAR(20) NOT NULL)");
        return database;
    }

    private static JdbcSinkBuilder<String> to(String url) {
        return JdbcSink.<String>builder().url(url).statement(INSERT, (statement, text) -> statement.setString(1, text));
    }

    private static SinkContext context() {
        return new SinkContext("app", "out", new SystemClock());
    }

    static StreamingContext program(JdbcSink<String> sink, Path checkpoint, String... texts) {
        StreamingContext ssc = StreamingContext.builder()
                .appName("app")
                .master("local[2]")
                .batchInterval(Duration.ofMillis(20))
                .checkpointDirectory(checkpoint)
                .build();
        ssc.queueStream(new ArrayDeque<>(List.of(ssc.parallelize(List.of(texts), 2))))
                .save(sink)
                .named("out");
        return ssc;
    }

    static void until(String sql, TestDatabase database, List<String> expected) throws SQLException {
        long begin = System.nanoTime();
        while (!database.read(sql).equals(expected)) {
            assertTrue(
                    System.nanoTime() - begin < 60_000_000_000L,
                    () -> "it takes too long until " + sql + " is " + expected);
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** As in a program: the next attempt has the same epoch and the same opened sink, whose other connections are kept. */
    @Test
    void anOpenedSinkMakesGoodWhatFailedAtAnyCall() throws SQLException {
        TestDatabase database = postgres();
        Faults faults = new Faults();
        HostileDriver.use(faults);
        JdbcSink<String> sink = to(HostileDriver.url(database.url()))
                .driver(HostileDriver.class.getName())
                .build()
                .open(context());
        long batch = 0;
        for (Faults.Effect effect : List.of(Faults.Effect.FAIL_BEFORE, Faults.Effect.FAIL_AFTER)) {
            boolean hasFailed = true;
            for (int call = 1; hasFailed; call++) {
                batch++;
                faults.at(call, effect);
                hasFailed = false;
                for (int attempt = 0; attempt < 3 && hasFailed == (attempt > 0); attempt++) {
                    SinkTask task = new SinkTask("out", batch, 0, 1, attempt);
                    try {
                        sink.write(
                                task,
                                List.of("batch " + batch, "batch " + batch).iterator());
                        break;
                    } catch (MillraceException e) {
                        assertEquals(MillraceException.Kind.EXTERNAL_SYSTEM, e.kind());
                        hasFailed = true;
                    }
                }
                faults.clear();
                String where = effect + " at call " + call;
                String sql = "SELECT text FROM written WHERE text = 'batch " + batch + "'";
                assertEquals(2, database.read(sql).size(), where);
            }
        }
        assertTrue(batch > 10, "calls were disturbed");
        sink.close();
    }

    @Test
    void aDatabaseThatHangsDoesntHoldUpAStop(@TempDir Path checkpoint) throws Exception {
        TestDatabase database = postgres();
        try (Connection other = DriverManager.getConnection(database.url());
                StreamingContext ssc = program(to(database.url()).build(), checkpoint, "a")) {
            other.setAutoCommit(false);
            other.createStatement().execute("LOCK TABLE written IN ACCESS EXCLUSIVE MODE");
            ssc.start();
            String waiting =
                    "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO written%'";
            long begin = System.nanoTime();
            List<String> pids = database.read(waiting);
            while (pids.isEmpty() && System.nanoTime() - begin < 120_000_000_000L) {
                LockSupport.parkNanos(5_000_000);
                pids = database.read(waiting);
            }
            assertEquals(1, pids.size());
            signal("-STOP", pids.get(0)); // now not even a request to cancel is heard
            try {
                long stopBegin = System.nanoTime();
                ssc.stop(StopMode.NOW);
                long seconds = (System.nanoTime() - stopBegin) / 1_000_000_000;
                assertTrue(seconds < 30, () -> "it took " + seconds + " s, half of what an answer is waited for");
            } finally {
                signal("-CONT", pids.get(0));
            }
            other.rollback();
        }
        assertEquals(List.of(), database.read("SELECT text FROM written"));
    }

    private static void signal(String signal, String pid) throws Exception {
        assertEquals(0, new ProcessBuilder("kill", signal, pid).start().waitFor());
    }

    @Test
    void anAnswerIsWaitedForAsLongAsTheSinkWasTold() throws SQLException {
        TestDatabase database = postgres();
        JdbcSink<String> sink =
                to(database.url()).answerTime(Duration.ofSeconds(1)).build().open(context());
        SinkTask task = new SinkTask("out", 1, 0, 1, 0);
        try (Connection other = DriverManager.getConnection(database.url())) {
            other.setAutoCommit(false);
            other.createStatement().execute("LOCK TABLE written IN ACCESS EXCLUSIVE MODE");
            MillraceException failure = assertThrows(
                    MillraceException.class, () -> sink.write(task, List.of("a").iterator()));
            assertEquals(MillraceException.Kind.EXTERNAL_SYSTEM, failure.kind());
            other.rollback();
        }
        writeInTheEnd(sink, task, "a");
        assertEquals(List.of("a"), database.read("SELECT text FROM written"));
        sink.close();
    }

    /** As a program does, for as long as a database that isn't locked doesn't answer in time either. */
    private static void writeInTheEnd(JdbcSink<String> sink, SinkTask task, String text) {
        while (true) {
            try {
                sink.write(task, List.of(text).iterator());
                return;
            } catch (MillraceException e) {
                assertEquals(MillraceException.Kind.EXTERNAL_SYSTEM, e.kind(), e::toString);
            }
        }
    }

    @Test
    void aDeadlockOfTwoPartitionsIsResolvedAndRepeated(@TempDir Path checkpoint) throws SQLException {
        TestDatabase database = TestDatabase.postgres();
        database.execute(
                "CREATE TABLE counts (word VARCHAR(20) PRIMARY KEY, n BIGINT NOT NULL)",
                "INSERT INTO counts VALUES ('a', 0), ('b', 0)");
        JdbcSink<String> sink = deadlocking(database);
        try (StreamingContext ssc = program(sink, checkpoint, "a", "b last", "b", "a last")) {
            ssc.start();
            until("SELECT word || n FROM counts", database, List.of("a2", "b2"));
        }
        String deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = 'postgres'";
        until("SELECT (" + deadlocks + ") > 0", database, List.of("t"));
    }

    /** Of two partitions each changes a row, and wants the other's when both have. */
    static JdbcSink<String> deadlocking(TestDatabase database) {
        CountDownLatch both = new CountDownLatch(2); // the attempt after the deadlock finds it open
        return JdbcSink.<String>builder()
                .url(database.url())
                .statement("UPDATE counts SET n = n + 1 WHERE word = ?", (statement, word) -> {
                    statement.setString(1, word.substring(0, 1));
                    if (word.endsWith("last")) {
                        both.countDown();
                        both.await();
                    }
                })
                .rowsPerBatchMax(1)
                .build();
    }

    @Test
    void aDriverThatWasReplacedWithinItsTaskWritesWhatItsSuccessorFinds() throws Exception {
        TestDatabase database = postgres();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        JdbcSink<String> zombie = JdbcSink.<String>builder()
                .url(database.url())
                .statement(INSERT, (statement, text) -> {
                    statement.setString(1, text);
                    begun.countDown();
                    goOn.await();
                })
                .build()
                .open(context());
        JdbcSink<String> successor = to(database.url()).build().open(context());
        SinkTask old = new SinkTask("out", 5, 0, 1, 0);
        SinkTask again = new SinkTask("out", 5, 0, 2, 0);
        zombie.write(new SinkTask("out", 4, 0, 1, 0), List.<String>of().iterator());
        CompletableFuture<Void> first =
                CompletableFuture.runAsync(() -> zombie.write(old, List.of("a").iterator()));
        begun.await();
        CompletableFuture<Void> second = CompletableFuture.runAsync(
                () -> successor.write(again, List.of("a").iterator()));
        until(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'UPDATE millrace%'",
                database, List.of("1"));
        goOn.countDown();
        first.get();
        second.get();
        successor.write(new SinkTask("out", 6, 1, 2, 0), List.of("b").iterator());
        assertThrows(
                MillraceException.class,
                () -> zombie.write(new SinkTask("out", 6, 0, 1, 0), List.of("c").iterator()));
        assertEquals(List.of("a", "b"), database.read("SELECT text FROM written"));
        zombie.close();
        successor.close();
    }

    @Test
    void aBorrowedConnectionIsGivenBackAsItWas() throws SQLException {
        TestDatabase database = TestDatabase.h2();
        database.execute("CREATE TABLE written (text VARCHAR(20) NOT NULL)");
        JdbcConnectionPool pool = JdbcConnectionPool.create(database.url(), "", "");
        pool.setMaxConnections(1);
        JdbcSink<String> sink = JdbcSink.<String>builder()
                .dataSource(pool)
                .statement(INSERT, (statement, text) -> statement.setString(1, text))
                .build()
                .open(context());
        sink.write(new SinkTask("out", 1, 0, 1, 0), List.of("a").iterator());
        sink.write(new SinkTask("out", 2, 0, 1, 0), List.of("b").iterator());
        assertThrows(
                MillraceException.class,
                () -> sink.write(
                        new SinkTask("out", 3, 0, 1, 0), List.of("x".repeat(21)).iterator()));
        assertEquals(0, pool.getActiveConnections());
        try (Connection borrowed = pool.getConnection()) {
            assertTrue(borrowed.getAutoCommit());
        }
        sink.close();
        assertFalse(database.read("SELECT text FROM written").isEmpty());
        assertEquals(List.of("a", "b"), database.read("SELECT text FROM written"));
        pool.dispose();
    }
}
