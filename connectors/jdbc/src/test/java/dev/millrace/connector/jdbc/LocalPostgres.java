package dev.millrace.connector.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.tukaani.xz.XZInputStream;

/**
 * A PostgreSQL server in a process of its own, on loopback, which can be killed and started again on its data. It refuses to
 * run as root, so there it runs as nobody.
 */
final class LocalPostgres implements AutoCloseable {
    private static final String NOBODY = "65534";
    private static final boolean IS_ROOT = "root".equals(System.getProperty("user.name"));
    private static @Nullable LocalPostgres shared;
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private final Path directory;
    private final int port;
    private Process process;

    private LocalPostgres() throws IOException, InterruptedException {
        directory = Files.createTempDirectory("millrace-postgres");
        port = freePort();
        unpack();
        Files.createDirectory(directory.resolve("data"));
        own(directory);
        run("initdb", "-D", data(), "-A", "trust", "-U", "millrace", "-E", "UTF8", "--locale=C", "--no-sync");
        process = launch();
        awaitReady();
    }

    /** The server that all tests of this JVM share, started for the first of them; it ends with the JVM. */
    static synchronized LocalPostgres shared() {
        if (shared == null) {
            LocalPostgres started = start();
            Runtime.getRuntime().addShutdownHook(new Thread(started::close));
            shared = started;
        }
        return shared;
    }

    static LocalPostgres start() {
        Assumptions.assumeTrue(archive() != null, "no PostgreSQL for this platform is on the class path");
        try {
            return new LocalPostgres();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static @Nullable InputStream archive() {
        boolean isArm = System.getProperty("os.arch").equals("aarch64");
        return System.getProperty("os.name").equals("Linux")
                ? LocalPostgres.class.getResourceAsStream(
                        isArm ? "/postgres-linux-arm_64.txz" : "/postgres-linux-x86_64.txz")
                : null;
    }

    private void unpack() throws IOException, InterruptedException {
        Process tar = new ProcessBuilder("tar", "-x", "-C", directory.toString()).start();
        try (InputStream in = new XZInputStream(Objects.requireNonNull(archive()));
                OutputStream out = tar.getOutputStream()) {
            in.transferTo(out);
        }
        require(tar.waitFor(), "tar");
    }

    private static void own(Path directory) throws IOException, InterruptedException {
        if (IS_ROOT) {
            Process chown = new ProcessBuilder("chown", "-R", NOBODY + ":" + NOBODY, directory.toString()).start();
            require(chown.waitFor(), "chown");
        }
    }

    private void run(String program, String... arguments) throws IOException, InterruptedException {
        Process run = process(program, arguments).start();
        require(run.waitFor(), program);
    }

    private static void require(int status, String program) {
        if (status != 0) {
            throw new AssertionError(program + " ended with " + status);
        }
    }

    private ProcessBuilder process(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (IS_ROOT) {
            command.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        }
        command.add(directory.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("output").toFile()));
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("TZ", "UTC");
        return builder;
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    private Process launch() throws IOException {
        return process(
                        "postgres",
                        "-D",
                        data(),
                        "-p",
                        String.valueOf(port),
                        "-h",
                        "127.0.0.1",
                        "-c",
                        "unix_socket_directories=",
                        "-c",
                        "fsync=off",
                        "-c",
                        "max_connections=50",
                        "-c",
                        "shared_buffers=32MB")
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitReady() throws IOException {
        long begin = System.nanoTime();
        while (true) {
            try (Connection connection = DriverManager.getConnection(url("public"))) {
                if (connection.isValid(1)) {
                    return;
                }
            } catch (SQLException e) {
                if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(30)) {
                    throw new AssertionError("it doesn't start: " + printed(), e);
                }
                if (!process.isAlive()) { // the last one's children are not all gone yet
                    process = launch();
                }
                LockSupport.parkNanos(20_000_000);
            }
        }
    }

    /** Tables without a schema are in this one. */
    String url(String schema) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=millrace&connectTimeout=5&currentSchema="
                + schema;
    }

    int port() {
        return port;
    }

    /** A URL whose tables are nobody else's. */
    String newSchema() throws SQLException {
        String schema = "test" + SCHEMAS.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(url("public"))) {
            connection.createStatement().execute("CREATE SCHEMA " + schema);
        }
        return url(schema);
    }

    /** SIGKILL, to all its processes. */
    void kill() throws InterruptedException {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        process.destroyForcibly().waitFor();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    /** On its data. */
    void startAgain() throws IOException {
        process = launch();
        awaitReady();
    }

    private String printed() throws IOException {
        return Files.readString(directory.resolve("output"), UTF_8);
    }

    @Override
    public void close() {
        try {
            kill();
            process.onExit().join();
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
