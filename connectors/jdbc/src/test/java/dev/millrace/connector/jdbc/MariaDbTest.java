package dev.millrace.connector.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.StreamingContext;
import dev.millrace.batch.SystemClock;
import dev.millrace.connector.SinkContext;
import dev.millrace.connector.SinkTask;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is different in MariaDB and MySQL: locks, sessions, engines, packets, their SQL and their numbers; by the drivers of both. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MariaDbTest {
    private static final String ADD = "UPDATE counts SET n = n + 1 WHERE word = ?";

    /** Whose it is. */
    enum Driver {
        MARIADB("useBulkStmts=true&maxAllowedPacket=" + LocalMariaDb.PACKET_BYTES_MAX),
        MYSQL("rewriteBatchedStatements=true");

        private final String rewriting;

        Driver(String rewriting) {
            this.rewriting = rewriting;
        }

        TestDatabase create() throws SQLException {
            TestDatabase database = this == MARIADB ? TestDatabase.mariaDb() : TestDatabase.byMySqlDriver();
            database.execute(
                    "CREATE TABLE counts (word VARCHAR(20) PRIMARY KEY, n BIGINT NOT NULL)",
                    "INSERT INTO counts VALUES ('a', 0), ('b', 0)");
            return database;
        }
    }

    private static TestDatabase with(TestDatabase database, String parameter) {
        return new TestDatabase(database.url() + "&" + parameter);
    }

    private static JdbcSinkBuilder<String> to(TestDatabase database, String sql) {
        return JdbcSink.<String>builder()
                .url(database.url())
                .statement(sql, (statement, text) -> statement.setString(1, text));
    }

    private static JdbcSink<String> opened(JdbcSinkBuilder<String> sink) {
        return sink.build().open(new SinkContext("app", "out", new SystemClock()));
    }

    private static void write(JdbcSink<String> sink, long batch, String... texts) {
        sink.write(new SinkTask("out", batch, 0, 1, 0), List.of(texts).iterator());
    }

    private static MillraceException failure(JdbcSink<String> sink, long batch, String... texts) {
        return assertThrows(MillraceException.class, () -> write(sink, batch, texts));
    }

    private static void assertTold(Kind kind, String words, MillraceException failure) {
        assertEquals(kind, failure.kind(), failure.toString());
        assertTrue(String.valueOf(failure.getMessage()).contains(words), failure::toString);
    }

    private static List<String> counts(TestDatabase database) throws SQLException {
        return database.read("SELECT CONCAT(word, n) FROM counts");
    }

    @ParameterizedTest
    @EnumSource
    void aLockThatIsHeldForTooLongIsTriedForAgain(Driver driver) throws SQLException {
        TestDatabase database = driver.create();
        JdbcSink<String> sink = opened(to(with(database, "sessionVariables=innodb_lock_wait_timeout=1"), ADD));
        try (Connection other = DriverManager.getConnection(database.url())) {
            other.setAutoCommit(false);
            other.createStatement().execute("UPDATE counts SET n = n + 10 WHERE word = 'b'");
            MillraceException failure = failure(sink, 1, "a", "b");
            assertTold(Kind.EXTERNAL_SYSTEM, "error 1205", failure);
            assertTold(Kind.EXTERNAL_SYSTEM, "Another transaction holds", failure);
            other.commit();
        }
        write(sink, 1, "a", "b");
        assertEquals(List.of("a1", "b11"), counts(database));
        sink.close();
    }

    @ParameterizedTest
    @EnumSource
    void aDeadlockOfTwoPartitionsIsResolvedAndRepeated(Driver driver, @TempDir Path checkpoint) throws SQLException {
        TestDatabase database = driver.create();
        String deadlocks =
                "SELECT variable_value FROM information_schema.global_status WHERE variable_name = 'INNODB_DEADLOCKS'";
        long before = Long.parseLong(database.read(deadlocks).get(0));
        JdbcSink<String> sink = JdbcTroubleTest.deadlocking(database);
        try (StreamingContext ssc = JdbcTroubleTest.program(sink, checkpoint, "a", "b last", "b", "a last")) {
            ssc.start();
            JdbcTroubleTest.until("SELECT CONCAT(word, n) FROM counts", database, List.of("a2", "b2"));
        }
        assertTrue(Long.parseLong(database.read(deadlocks).get(0)) > before);
    }

    @ParameterizedTest
    @EnumSource
    void connectionsThatTheServerEndsAreMadeAnew(Driver driver) throws SQLException {
        TestDatabase database = driver.create();
        JdbcSink<String> sink = JdbcSink.<String>builder()
                .url(database.url())
                .statement(ADD, (statement, word) -> {
                    statement.setString(1, word.substring(0, 1));
                    if (word.endsWith("killed")) {
                        killAll(database);
                    }
                })
                .rowsPerBatchMax(1)
                .build()
                .open(new SinkContext("app", "out", new SystemClock()));
        write(sink, 1, "a");
        killAll(database); // it waits for the next task
        assertEquals(Kind.EXTERNAL_SYSTEM, failure(sink, 2, "a").kind());
        write(sink, 2, "a");
        assertEquals(Kind.EXTERNAL_SYSTEM, failure(sink, 3, "a", "b killed").kind());
        write(sink, 3, "a", "b");
        assertEquals(List.of("a3", "b1"), counts(database));
        sink.close();
    }

    private static void killAll(TestDatabase database) throws SQLException {
        for (String id : database.read("SELECT id FROM information_schema.processlist"
                + " WHERE db = DATABASE() AND id <> CONNECTION_ID() AND command <> 'Killed'")) {
            database.execute("KILL CONNECTION " + id);
        }
        JdbcTroubleTest.until(
                "SELECT COUNT(*) FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()",
                database,
                List.of("0"));
    }

    /** The snapshot of REPEATABLE READ may be older than the mark that another attempt has just committed. */
    @ParameterizedTest
    @CsvSource({
        "MARIADB, tx_isolation='READ-COMMITTED'",
        "MYSQL, tx_isolation='READ-COMMITTED'",
        "MARIADB, innodb_snapshot_isolation=ON",
        "MYSQL, innodb_snapshot_isolation=ON"
    })
    void ofAttemptsAtTheSameMomentOneWritesWhateverTheyMaySee(Driver driver, String variable) throws Exception {
        TestDatabase database = with(driver.create(), "sessionVariables=" + variable);
        database.execute("CREATE TABLE written (text VARCHAR(20) NOT NULL)");
        JdbcSinkTest.assertOneOfAttemptsWrites(database);
    }

    @ParameterizedTest
    @EnumSource
    void aSnapshotThatIsOlderThanTheMarkIsLookedAtAgain(Driver driver) throws Exception {
        TestDatabase database = driver.create();
        JdbcSink<String> first = opened(to(database, ADD));
        write(first, 1, "a");
        Session session =
                Session.begin(new Connecting.ByUrl(database.url(), null, null, null), SinkSettings.ANSWER_TIME);
        MarksTable marks = new MarksTable(SinkSettings.MARKS_TABLE, "app");
        SinkTask task = new SinkTask("out", 2, 0, 1, 0);
        MarksTable.Seen seen = marks.check(session, task);
        write(first, 2, "a");
        assertThrows(MarksTable.Raced.class, () -> marks.take(session, task, seen));
        session.end();
        first.close();
    }

    @ParameterizedTest
    @EnumSource
    void marksAreTransactionalWhateverTheDefaultEngine(Driver driver) throws SQLException {
        TestDatabase database = driver.create();
        opened(to(with(database, "sessionVariables=default_storage_engine=MyISAM"), ADD))
                .close();
        assertEquals(
                List.of("InnoDB utf8mb4_bin"),
                database.read("SELECT CONCAT(engine, ' ', table_collation) FROM information_schema.tables"
                        + " WHERE table_schema = DATABASE() AND table_name = 'millrace_marks'"));
    }

    @ParameterizedTest
    @EnumSource
    void recordsThatAreSentAsOneStatementAreAddedOnce(Driver driver) throws SQLException {
        TestDatabase database = driver.create();
        JdbcSink<String> sink = opened(to(
                with(database, driver.rewriting),
                "INSERT INTO counts (word, n) VALUES (?, 1) ON DUPLICATE KEY UPDATE n = n + VALUES(n)"));
        String[] words =
                IntStream.range(0, 2500).mapToObj(i -> i % 2 == 0 ? "a" : "b").toArray(String[]::new);
        write(sink, 1, words);
        write(sink, 1, words);
        write(sink, 2, "a", "c");
        assertEquals(List.of("a1251", "b1250", "c1"), counts(database));
        sink.close();
    }

    @ParameterizedTest
    @EnumSource
    void namesMayBeQuotedAsTheDatabaseWants(Driver driver) throws SQLException {
        TestDatabase database = driver.create();
        database.execute("CREATE TABLE `order` (`key` VARCHAR(20) PRIMARY KEY, `values` BIGINT NOT NULL)");
        JdbcSink<String> sink = opened(JdbcSink.<String>builder()
                .url(database.url())
                .upsert("`order`", List.of("`key`"), List.of("`values`"), (statement, text) -> {
                    statement.setString(1, text.substring(0, 1));
                    statement.setLong(2, text.length());
                }));
        write(sink, 1, "a", "bb", "aaa");
        assertEquals(List.of("a3", "b2"), database.read("SELECT CONCAT(`key`, `values`) FROM `order`"));
        sink.close();
    }

    @ParameterizedTest
    @EnumSource
    void aRecordThatFitsIntoNoPacketIsAtFaultAndManyAreSentInSeveral(Driver driver) throws SQLException {
        TestDatabase database = with(driver.create(), driver.rewriting);
        database.execute("CREATE TABLE texts (text LONGTEXT NOT NULL)");
        JdbcSink<String> sink = opened(to(database, "INSERT INTO texts (text) VALUES (?)"));
        String text = "x".repeat(LocalMariaDb.PACKET_BYTES_MAX / 10);
        write(sink, 1, IntStream.range(0, 50).mapToObj(i -> text).toArray(String[]::new));
        assertEquals(50, database.read("SELECT text FROM texts").size());
        assertTold(
                Kind.USER_CODE, "max_allowed_packet", failure(sink, 2, "x".repeat(2 * LocalMariaDb.PACKET_BYTES_MAX)));
        write(sink, 2, text);
        assertEquals(51, database.read("SELECT text FROM texts").size());
        sink.close();
    }

    @Test
    void whereTheDriverDoesntKnowWhatFitsTheErrorSaysWhatToDo() throws SQLException {
        TestDatabase database = Driver.MARIADB.create();
        JdbcSink<String> sink = opened(to(database, "INSERT INTO counts (word, n) VALUES (?, 1)"));
        String text = "x".repeat(2 * LocalMariaDb.PACKET_BYTES_MAX);
        assertTold(Kind.EXTERNAL_SYSTEM, "say maxAllowedPacket in the URL", failure(sink, 1, text));
        sink.close();
    }

    @ParameterizedTest
    @EnumSource
    void timesOfGroupedBatchesAreThoseOfSingleOnes(Driver driver) throws Exception {
        TestDatabase database = driver.create();
        database.execute("CREATE TABLE times (a DATETIME(6), b TIMESTAMP(6), c DATETIME(6))");
        JdbcSink<String> sink = opened(JdbcSink.<String>builder()
                .url(database.url())
                .statement("INSERT INTO times VALUES (?, ?, ?)", (statement, text) -> {
                    statement.setTimestamp(1, Timestamp.valueOf(text));
                    statement.setTimestamp(2, Timestamp.valueOf(text));
                    statement.setObject(3, LocalDateTime.parse(text.replace(' ', 'T')));
                }));
        // MySQL's driver takes this server for one of before fractions.
        List<String> texts =
                List.of(driver == Driver.MARIADB ? "2026-11-30 12:34:56.123456" : "2026-11-30 12:34:56.000000");
        SinkTask single = new SinkTask("out", 1, 0, 1, 0);
        sink.write(single, texts.iterator());
        SinkTask grouped = new SinkTask("out", 2, 0, 1, 0);
        sink.ofPrepared()
                .write(
                        grouped,
                        sink.prepare(grouped, texts.iterator()).records().iterator());
        assertEquals(
                List.of("2"),
                database.read("SELECT COUNT(*) FROM times WHERE CAST(a AS CHAR) = '" + texts.get(0)
                        + "' AND CAST(b AS CHAR) = CAST(a AS CHAR) AND c = a"));
        sink.close();
    }

    @ParameterizedTest
    @EnumSource
    void whoseFaultItIsIsKnownByItsNumber(Driver driver) throws SQLException {
        TestDatabase database = driver.create();
        assertEquals(
                Kind.USER_CODE,
                failure(opened(to(database, "INSERT INTO counts (n, word) VALUES (?, 'd')")), 1, "no number")
                        .kind());
        assertTold(
                Kind.CONFIGURATION,
                "'n'",
                failure(opened(to(database, "INSERT INTO counts (word) VALUES (?)")), 1, "e"));
        assertEquals(
                Kind.USER_CODE,
                failure(opened(to(database, "INSERT INTO counts (n, word) VALUES (1, ?)")), 1, "e".repeat(21))
                        .kind());
        MillraceException duplicate =
                failure(opened(to(database, "INSERT INTO counts (n, word) VALUES (1, ?)")), 1, "secret", "secret");
        assertTold(Kind.USER_CODE, "SQLSTATE 23000, error 1062", duplicate);
        assertTrue(!duplicate.toString().contains("secret"), duplicate::toString);
        assertEquals(List.of("a0", "b0"), counts(database));
    }

    @ParameterizedTest
    @EnumSource
    void aUserWithoutRightsIsToldTheTableAndOneWithTooManyConnectionsWaits(Driver driver) throws SQLException {
        TestDatabase database = driver.create();
        String user = "writer_" + driver.name();
        database.execute(
                "CREATE USER " + user + " IDENTIFIED BY 'secret' WITH MAX_USER_CONNECTIONS 1",
                "GRANT INSERT, SELECT, UPDATE, DELETE ON *.* TO " + user);
        JdbcSinkBuilder<String> sink = JdbcSink.<String>builder()
                .url(database.url().replace("user=root&", ""))
                .user(user)
                .password("secret")
                .statement(ADD, (statement, text) -> statement.setString(1, text));
        MillraceException refused = assertThrows(MillraceException.class, () -> opened(sink));
        assertTold(Kind.CONFIGURATION, "ENGINE=InnoDB", refused);
        String message = String.valueOf(refused.getMessage());
        database.execute(message.substring(message.indexOf("CREATE TABLE")));
        JdbcSink<String> first = opened(sink);
        JdbcSink<String> second = opened(sink); // which has no connection left
        write(first, 1, "a");
        assertEquals(Kind.EXTERNAL_SYSTEM, failure(second, 1, "b").kind());
        first.close();
        JdbcTroubleTest.until(
                "SELECT COUNT(*) FROM information_schema.processlist WHERE user = '" + user + "'",
                database,
                List.of("0"));
        write(second, 2, "b");
        assertEquals(List.of("a1", "b1"), counts(database));
        second.close();
        MillraceException wrong = assertThrows(MillraceException.class, () -> opened(sink.password("wr0ng")));
        assertEquals(Kind.CONFIGURATION, wrong.kind());
        assertTrue(!wrong.toString().contains("wr0ng"), wrong::toString);
    }
}
