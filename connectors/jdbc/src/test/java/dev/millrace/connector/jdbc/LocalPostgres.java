package dev.millrace.connector.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.tukaani.xz.XZInputStream;

/** A PostgreSQL server, unpacked for the tests. It refuses to run as root, so there it runs as nobody. */
public final class LocalPostgres extends LocalServer {
    private static final String NOBODY = "65534";
    private static final boolean IS_ROOT = "root".equals(System.getProperty("user.name"));
    private static @Nullable LocalPostgres shared;

    private LocalPostgres() throws IOException, InterruptedException {
        super("postgres");
        unpack();
        Files.createDirectory(directory().resolve("data"));
        own();
        run(program("initdb", "-D", data(), "-A", "trust", "-U", "millrace", "-E", "UTF8", "--locale=C", "--no-sync"));
        launch();
    }

    /** The server that all tests of this JVM share, started for the first of them; it ends with the JVM. */
    public static synchronized LocalPostgres shared() {
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
        Process tar = new ProcessBuilder("tar", "-x", "-C", directory().toString()).start();
        try (InputStream in = new XZInputStream(Objects.requireNonNull(archive()));
                OutputStream out = tar.getOutputStream()) {
            in.transferTo(out);
        }
        if (tar.waitFor() != 0) {
            throw new AssertionError("tar ended with " + tar.exitValue());
        }
    }

    private void own() throws IOException, InterruptedException {
        if (IS_ROOT) {
            run(new ProcessBuilder(
                    "chown", "-R", NOBODY + ":" + NOBODY, directory().toString()));
        }
    }

    private ProcessBuilder program(String name, String... arguments) {
        List<String> command = new ArrayList<>();
        if (IS_ROOT) {
            command.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        }
        command.add(directory().resolve("bin").resolve(name).toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = program(command);
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("TZ", "UTC");
        return builder;
    }

    private String data() {
        return directory().resolve("data").toString();
    }

    @Override
    ProcessBuilder server() {
        return program(
                "postgres",
                "-D",
                data(),
                "-p",
                String.valueOf(port()),
                "-h",
                "127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "fsync=off",
                "-c",
                "max_connections=50",
                "-c",
                "shared_buffers=32MB");
    }

    @Override
    String firstUrl() {
        return url("public");
    }

    /** Tables without a schema are in this one. */
    private String url(String schema) {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/postgres?user=millrace&connectTimeout=5&currentSchema="
                + schema;
    }

    @Override
    String create(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + name);
        }
        return url(name);
    }
}
