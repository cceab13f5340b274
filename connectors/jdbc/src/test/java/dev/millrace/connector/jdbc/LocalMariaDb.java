package dev.millrace.connector.jdbc;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A MariaDB server, of the programs that the machine has: Debian's packages mariadb-server-core and mariadb-client-core, which
 * start no service. Without them the tests that want it are skipped.
 */
public final class LocalMariaDb extends LocalServer {
    static final int PACKET_BYTES_MAX = 1 << 20;

    private static @Nullable LocalMariaDb shared;

    private LocalMariaDb() throws IOException, InterruptedException {
        super("mariadb");
        run(program(withSettings(
                path("mariadb-install-db").orElseThrow(),
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--skip-log-bin")));
        launch();
    }

    /** The server that all tests of this JVM share, started for the first of them; it ends with the JVM. */
    public static synchronized LocalMariaDb shared() {
        if (shared == null) {
            Assumptions.assumeTrue(
                    path("mariadbd").isPresent() && path("mariadb-install-db").isPresent(),
                    "this machine has no MariaDB: apt-get install mariadb-server-core mariadb-client-core");
            try {
                LocalMariaDb started = new LocalMariaDb();
                Runtime.getRuntime().addShutdownHook(new Thread(started::close));
                shared = started;
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        return shared;
    }

    private static Optional<String> path(String program) {
        return Stream.concat(Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    /** What is committed outlives the process, not the machine; that makes it quick. */
    private List<String> withSettings(String program, String... more) {
        List<String> command = new ArrayList<>(List.of(
                program,
                "--no-defaults",
                "--datadir=" + directory().resolve("data"),
                "--user=" + System.getProperty("user.name"),
                "--innodb-flush-log-at-trx-commit=2",
                "--innodb-flush-method=nosync",
                "--innodb-log-file-size=8M",
                "--innodb-buffer-pool-size=32M",
                "--sync-frm=OFF"));
        command.addAll(List.of(more));
        return command;
    }

    @Override
    ProcessBuilder server() {
        return program(withSettings(
                path("mariadbd").orElseThrow(),
                "--port=" + port(),
                "--bind-address=127.0.0.1",
                "--socket=" + directory().resolve("socket"),
                "--pid-file=" + directory().resolve("pid"),
                "--skip-name-resolve",
                "--max-allowed-packet=" + PACKET_BYTES_MAX,
                "--character-set-server=utf8mb4",
                "--collation-server=utf8mb4_general_ci"));
    }

    @Override
    String firstUrl() {
        return url("mysql");
    }

    @Override
    String create(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return url(name);
    }

    private String url(String database) {
        return "jdbc:mariadb://127.0.0.1:" + port() + "/" + database + "?user=root&connectTimeout=5000";
    }

    /** The same database by MySQL's driver. */
    static String byMySqlDriver(String url) {
        return url.replace("jdbc:mariadb:", "jdbc:mysql:") + "&sslMode=DISABLED";
    }
}
