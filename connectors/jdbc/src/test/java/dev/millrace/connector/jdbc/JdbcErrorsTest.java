package dev.millrace.connector.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.SystemClock;
import dev.millrace.connector.SinkContext;
import dev.millrace.connector.SinkTask;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose fault it is, and what isn't told. */
class JdbcErrorsTest {
    private static final SinkTask TASK = new SinkTask("out", 1, 0, 1, 0);

    private static JdbcSinkBuilder<String> to(TestDatabase database, String sql) {
        return JdbcSink.<String>builder()
                .url(database.url())
                .statement(sql, (statement, text) -> statement.setString(1, text));
    }

    private static String told(MillraceException failure) {
        return String.valueOf(failure.getMessage());
    }

    private static MillraceException failure(JdbcSink<String> sink, String... texts) {
        return assertThrows(
                MillraceException.class, () -> sink.write(TASK, List.of(texts).iterator()));
    }

    private static MillraceException failureOfOpening(JdbcSinkBuilder<String> sink) {
        return assertThrows(
                MillraceException.class, () -> sink.build().open(new SinkContext("app", "out", new SystemClock())));
    }

    @Test
    void aRecordThatBreaksAConstraintIsTheProgramsFaultAndIsNotQuoted() throws SQLException {
        TestDatabase database = TestDatabase.postgres();
        database.execute("CREATE TABLE written (text VARCHAR(20) PRIMARY KEY)");
        String sql = "INSERT INTO written (text) VALUES (?)";
        MillraceException failure = failure(to(database, sql).build(), "fine", "secret", "secret");
        assertEquals(Kind.USER_CODE, failure.kind());
        assertTrue(told(failure).contains(sql + " for records 0 to 2"), failure::getMessage);
        assertTrue(told(failure).contains("SQLSTATE 23505"), failure::getMessage);
        assertFalse(told(failure).contains("secret"), failure::getMessage);
        assertNull(failure.getCause(), "which would quote it");
        assertTrue(told(failure(to(database, sql).showValues().build(), "secret", "secret"))
                .contains("(text)=(secret)"));
        assertEquals(List.of(), database.read("SELECT text FROM written"));
        assertEquals(List.of(), database.read("SELECT batch FROM millrace_marks"));
    }

    @Test
    void aStatementThatIsNoneIsTheConfigurationsFault() throws SQLException {
        for (TestDatabase database : List.of(TestDatabase.postgres(), TestDatabase.h2())) {
            database.execute("CREATE TABLE written (text VARCHAR(20) PRIMARY KEY)");
            assertEquals(
                    Kind.CONFIGURATION,
                    failure(
                                    to(database, "INSERT INTO written (words) VALUES (?)")
                                            .build(),
                                    "x")
                            .kind());
            MillraceException missing = failure(
                    to(database, "INSERT INTO missing (text) VALUES (?)").build(), "x");
            assertEquals(Kind.CONFIGURATION, missing.kind());
            assertTrue(told(missing).toLowerCase(java.util.Locale.ROOT).contains("missing"), missing::getMessage);
        }
    }

    @Test
    void whatTheProgramsFunctionThrowsIsItsOwn() throws SQLException {
        TestDatabase database = TestDatabase.h2();
        database.execute("CREATE TABLE written (text VARCHAR(20) PRIMARY KEY)");
        JdbcSink<String> sink = JdbcSink.<String>builder()
                .url(database.url())
                .statement("INSERT INTO written (text) VALUES (?)", (statement, text) -> statement.setString(2, text))
                .build();
        MillraceException failure = failure(sink, "x");
        assertEquals(Kind.USER_CODE, failure.kind());
        assertTrue(told(failure).contains("parameters for record 0"), failure::getMessage);
        assertEquals(List.of(), database.read("SELECT batch FROM millrace_marks"));
    }

    @Test
    void aWrongPasswordFailsTheStartAndIsNotTold() throws SQLException {
        TestDatabase database = TestDatabase.h2();
        database.execute("CREATE USER writer PASSWORD 'right'");
        MillraceException failure = failureOfOpening(
                to(database, "INSERT INTO written VALUES (?)").user("writer").password("wr0ng"));
        assertEquals(Kind.CONFIGURATION, failure.kind());
        assertFalse(failure.toString().contains("wr0ng"), failure::toString);
        assertTrue(told(failure).contains("jdbc:h2:mem:"), failure::getMessage);
    }

    @Test
    void aUrlThatNoDriverKnowsIsNotTold() {
        JdbcSinkBuilder<String> sink = JdbcSink.<String>builder()
                .url("jdbc:nobody://user:hidden@host/database")
                .statement("INSERT INTO written VALUES (?)", (statement, text) -> statement.setString(1, text));
        MillraceException failure = failureOfOpening(sink);
        assertEquals(Kind.CONFIGURATION, failure.kind());
        assertFalse(told(failure).contains("hidden"), failure::getMessage);
        assertTrue(told(failureOfOpening(sink.driver("no.such.Driver"))).contains("no.such.Driver"));
        assertTrue(told(failureOfOpening(sink.driver("org.h2.Driver"))).contains("jdbc:nobody:…"));
    }

    /** As on Spark, where a program's jars come after the process has begun. */
    @Test
    void aDriverThatOnlyTheThreadsClassLoaderHasIsFound(@TempDir Path jar) throws Exception {
        Path services = Files.createDirectories(jar.resolve("META-INF/services"));
        Files.writeString(services.resolve(Driver.class.getName()), "no.such.Driver\n" + HostileDriver.class.getName());
        var connecting =
                new Connecting.ByUrl(HostileDriver.url(TestDatabase.h2().url()), null, null, null);
        assertThrows(SQLException.class, connecting::connect);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader ofProgram =
                new URLClassLoader(new URL[] {jar.toUri().toURL()}, before)) {
            thread.setContextClassLoader(ofProgram);
            connecting.connect().close();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://host:5432/db?user=x&password=y, jdbc:postgresql://host:5432/db",
        "jdbc:postgresql://host/db, jdbc:postgresql://host/db",
        "jdbc:h2:mem:db;PASSWORD=y, jdbc:h2:mem:db",
        "jdbc:mysql://user:y@host/db, jdbc:mysql:…",
        "jdbc:mysql://user:y?y@host/db, jdbc:mysql:…",
        "jdbc:postgresql://host/db?user=x&password=y@z, jdbc:postgresql:…",
        "jdbc:oracle:thin:user/y@host:1521:db, jdbc:oracle:…",
        "jdbc:db2://host/db:user=x;password=y;, jdbc:db2:…"
    })
    void whatIsToldOfAUrlHoldsNoSecrets(String url, String told) {
        assertEquals(told, new Connecting.ByUrl(url, null, null, null).toString());
    }

    @Test
    void aTableOfMarksThatCantBeCreatedIsAskedForInSql() throws SQLException {
        TestDatabase owner = TestDatabase.postgres();
        String role = "writer_" + owner.url().replaceAll(".*=", "");
        String schema = owner.url().replaceAll(".*=", "");
        owner.execute(
                "CREATE TABLE written (text VARCHAR(20))",
                "CREATE ROLE " + role + " LOGIN",
                "GRANT USAGE ON SCHEMA " + schema + " TO " + role,
                "GRANT INSERT ON written TO " + role);
        TestDatabase writer = new TestDatabase(owner.url().replace("user=millrace", "user=" + role));
        JdbcSinkBuilder<String> sink =
                to(writer, "INSERT INTO written VALUES (?)").marksTable("my_marks");
        MillraceException failure = failureOfOpening(sink);
        assertEquals(Kind.CONFIGURATION, failure.kind());
        String message = told(failure);
        owner.execute(
                message.substring(message.indexOf("CREATE TABLE")),
                "GRANT SELECT, INSERT, UPDATE, DELETE ON my_marks TO " + role);
        JdbcSink<String> opened = sink.build().open(new SinkContext("app", "out", new SystemClock()));
        opened.write(TASK, List.of("x").iterator());
        opened.close();
        assertEquals(List.of("x"), owner.read("SELECT text FROM written"));
    }

    @Test
    void namesThatDontFitIntoTheMarksAreRefused() {
        JdbcSink<String> sink =
                to(TestDatabase.h2(), "INSERT INTO written VALUES (?)").build();
        SinkContext context = new SinkContext("a".repeat(201), "out", new SystemClock());
        assertEquals(
                Kind.CONFIGURATION,
                assertThrows(MillraceException.class, () -> sink.open(context)).kind());
    }

    @Test
    void aDataSourceStaysInItsProcess() throws Exception {
        JdbcSink<String> sink = JdbcSink.<String>builder()
                .dataSource(new JdbcDataSource())
                .statement("INSERT INTO written VALUES (?)", (statement, text) -> statement.setString(1, text))
                .build();
        try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
            NotSerializableException failure =
                    assertThrows(NotSerializableException.class, () -> out.writeObject(sink));
            assertTrue(String.valueOf(failure.getMessage()).contains("url(…)"));
        }
    }

    @Test
    void settingsAreCheckedWhereTheyAreGiven() {
        JdbcSinkBuilder<String> sink = to(TestDatabase.h2(), "MERGE INTO counts VALUES (?)");
        assertEquals("jdbc:counts", sink.build().defaultName());
        assertThrows(
                IllegalArgumentException.class,
                () -> JdbcSink.<String>builder().url("jdbc:h2:mem:x").build());
        assertThrows(
                IllegalArgumentException.class, () -> sink.rowsPerBatchMax(0).build());
        sink.rowsPerBatchMax(1);
        assertThrows(
                IllegalArgumentException.class,
                () -> sink.marksTable("marks; DROP TABLE x").build());
        sink.marksTable("schema_1.marks");
        assertThrows(
                IllegalArgumentException.class,
                () -> sink.answerTime(Duration.ZERO).build());
        sink.answerTime(Duration.ofSeconds(5)).build();
        assertThrows(
                IllegalArgumentException.class,
                () -> sink.dataSource(new JdbcDataSource()).build());
    }

    @Test
    void defaults() {
        assertEquals(1000, SinkSettings.ROWS_PER_BATCH);
        assertEquals("millrace_marks", SinkSettings.MARKS_TABLE);
        assertEquals(Duration.ofMinutes(1), SinkSettings.ANSWER_TIME);
    }
}
