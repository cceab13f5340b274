package dev.millrace.connector.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A database server in a process of its own, on loopback, which can be killed and started again on its data. One thread, but for
 * {@link #newDatabase}.
 */
public abstract class LocalServer implements AutoCloseable {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final Path directory;
    private final int port;
    private @Nullable Process process;

    LocalServer(String name) {
        try {
            directory = Files.createTempDirectory("millrace-" + name);
            port = freePort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server's program, on the data in the directory. */
    abstract ProcessBuilder server();

    /** Of the database that is there from the beginning. */
    abstract String firstUrl();

    /** Makes room for tables that are nobody else's, and gives its URL. */
    abstract String create(Connection connection, String name) throws SQLException;

    /** A URL whose tables are nobody else's. */
    public String newDatabase() throws SQLException {
        try (Connection connection = DriverManager.getConnection(firstUrl())) {
            return create(connection, "test" + DATABASES.incrementAndGet());
        }
    }

    Path directory() {
        return directory;
    }

    int port() {
        return port;
    }

    /** Below those that systems give to clients, one of which could have it while the server isn't there. */
    private static int freePort() throws IOException {
        Random chance = new Random();
        for (int attempt = 1; ; attempt++) {
            int port = 20_000 + chance.nextInt(12_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                if (attempt == 100) {
                    throw e;
                }
            }
        }
    }

    /** What it prints comes into the directory. */
    ProcessBuilder program(List<String> command) {
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("output").toFile()));
    }

    static void run(ProcessBuilder program) throws IOException, InterruptedException {
        int status = program.start().waitFor();
        if (status != 0) {
            throw new AssertionError(program.command() + " ended with " + status);
        }
    }

    /** For the first time, or again on its data. */
    public void launch() throws IOException {
        process = server().start();
        long begin = System.nanoTime();
        while (true) {
            try (Connection connection = DriverManager.getConnection(firstUrl())) {
                if (connection.isValid(1)) {
                    return;
                }
            } catch (SQLException e) {
                if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(120)) {
                    throw new AssertionError("it doesn't start: " + printed(), e);
                }
                if (!running().isAlive()) { // the last one's children are not all gone yet
                    process = server().start();
                }
                LockSupport.parkNanos(20_000_000);
            }
        }
    }

    private Process running() {
        return Objects.requireNonNull(process);
    }

    /** SIGKILL, to all its processes; returns when they are gone. */
    public void kill() throws InterruptedException {
        if (process == null) {
            return;
        }
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        process.destroyForcibly().waitFor();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(child ->
                child.onExit().completeOnTimeout(child, 60, TimeUnit.SECONDS).join());
    }

    private String printed() throws IOException {
        return Files.readString(directory.resolve("output"), UTF_8);
    }

    @Override
    public void close() {
        try {
            kill();
            try (Stream<Path> all = Files.walk(directory)) {
                all.sorted(Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
