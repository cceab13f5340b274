package dev.millrace.connector.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.StreamingContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program that fills a table, and the database, are killed: at chosen commits, before and after, and at moments of chance. In
 * the end the table holds each line once. {@code -Dmillrace.jdbc.seed} makes it another run.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JdbcKillsTest {
    private static final long WAIT_NANOS = 60_000_000_000L;

    private final long seed = Long.getLong("millrace.jdbc.seed", 1);
    private final Random random = new Random(seed);
    private final List<String> sent = new ArrayList<>();

    @TempDir
    private Path directory;

    @BeforeEach
    void createDirectory() throws IOException {
        Files.createDirectory(directory.resolve(FillingProgram.FILES));
    }

    @Test
    void everyLineIsThereOnceWhereverTheProgramIsKilled() throws Exception {
        killProgram(TestDatabase.postgres(), 2, -2, 3, -3, 1, -1);
    }

    @Test
    void everyLineIsInMariaDbOnceWhereverTheProgramIsKilled() throws Exception {
        killProgram(TestDatabase.mariaDb(), 2, -2);
    }

    private void killProgram(TestDatabase database, int... commits) throws Exception {
        database.execute("CREATE TABLE written (text VARCHAR(40) NOT NULL)");
        for (int commit : commits) {
            Process program = start(database, commit);
            try {
                awaitStanding(program, commit);
            } finally {
                program.destroyForcibly().waitFor();
            }
            Files.writeString(directory.resolve("output"), "");
        }
        Process program = start(database, Integer.MAX_VALUE);
        try {
            send();
            await(database);
            program.getOutputStream().close();
            assertEquals(0, program.waitFor(), this::printed);
        } finally {
            program.destroyForcibly().waitFor();
        }
        assertEquals(sent.stream().sorted().toList(), database.read("SELECT text FROM written"));
    }

    @Test
    void everyLineIsThereOnceHoweverOftenTheDatabaseIsKilled() throws Exception {
        try (LocalPostgres server = LocalPostgres.start()) {
            killDatabase(server, 3);
        }
    }

    @Test
    void everyLineIsInMariaDbOnceHoweverOftenItIsKilled() throws Exception {
        killDatabase(LocalMariaDb.shared(), 2);
    }

    private void killDatabase(LocalServer server, int kills) throws Exception {
        TestDatabase database = new TestDatabase(server.newDatabase());
        database.execute("CREATE TABLE written (text VARCHAR(40) NOT NULL)");
        HostileDriver.atCommits(() -> {}, () -> {});
        try (StreamingContext ssc = FillingProgram.context(directory, HostileDriver.url(database.url()))) {
            ssc.start();
            for (int kill = 0; kill < kills; kill++) {
                int until = sent.size() + random.nextInt(400);
                while (sent.size() < until) {
                    send();
                    LockSupport.parkNanos(random.nextInt(10_000_000));
                }
                server.kill();
                send();
                server.launch();
            }
            send();
            await(database);
        }
        assertEquals(sent.stream().sorted().toList(), database.read("SELECT text FROM written"), "seed " + seed);
    }

    private Process start(TestDatabase database, int commit) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FillingProgram.class.getName(),
                        directory.toString(),
                        database.url(),
                        String.valueOf(commit))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("output").toFile()))
                .start();
    }

    private void awaitStanding(Process program, int commit) throws IOException {
        long begin = System.nanoTime();
        while (!printed().contains(FillingProgram.STANDS)) {
            send();
            assertTrue(program.isAlive(), this::printed);
            assertTrue(System.nanoTime() - begin < WAIT_NANOS, () -> "never at commit " + commit + ": " + printed());
            LockSupport.parkNanos(50_000_000);
        }
    }

    private String printed() {
        try {
            return Files.readString(directory.resolve("output"), UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A file of some lines, which comes at once. */
    private void send() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int left = 1 + random.nextInt(40); left > 0; left--) {
            String line = "line " + sent.size();
            sent.add(line);
            lines.append(line).append('\n');
        }
        String name = "lines-" + sent.size();
        Path written = Files.writeString(directory.resolve(name), lines);
        Files.move(written, directory.resolve(FillingProgram.FILES).resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private void await(TestDatabase database) throws SQLException {
        long begin = System.nanoTime();
        while (database.read("SELECT text FROM written").size() < sent.size()) {
            assertTrue(System.nanoTime() - begin < WAIT_NANOS, "lines are missing, seed " + seed);
            LockSupport.parkNanos(20_000_000);
        }
    }
}
