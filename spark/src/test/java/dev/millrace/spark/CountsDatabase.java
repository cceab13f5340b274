package dev.millrace.spark;

import dev.millrace.connector.jdbc.LocalPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.h2.tools.Server;

/** A database that other processes reach, with tables for words and lines, which can stop hearing and come back. */
abstract class CountsDatabase implements AutoCloseable {
    static final String SECRET = "s3cret";

    /** As a user {@code sa} whose password is {@link #SECRET}. */
    abstract String url();

    /** Adds a number to a word's. */
    abstract String addition();

    /** Breaks all connections and takes no more. */
    abstract void stop() throws Exception;

    abstract void startAgain() throws Exception;

    @Override
    public abstract void close() throws SQLException;

    enum Kind {
        POSTGRES,
        H2;

        CountsDatabase create() throws SQLException {
            CountsDatabase database = this == POSTGRES ? new Postgres() : new H2Server();
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE counts (word VARCHAR(100) PRIMARY KEY, n BIGINT NOT NULL)");
                statement.execute("CREATE TABLE written (line VARCHAR(100) NOT NULL)");
            }
            return database;
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), "sa", SECRET);
    }

    /** The first column, sorted. */
    List<String> read(String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found.stream().sorted().toList();
    }

    private static final class Postgres extends CountsDatabase {
        private final LocalPostgres server = LocalPostgres.shared();
        private final String url;

        Postgres() throws SQLException {
            url = server.newDatabase().replace("user=millrace&", "");
            try (Connection connection = DriverManager.getConnection(url, "millrace", "");
                    Statement statement = connection.createStatement()) {
                statement.execute("DO $$ BEGIN CREATE ROLE sa SUPERUSER LOGIN PASSWORD '" + SECRET
                        + "'; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
            }
        }

        @Override
        String url() {
            return url;
        }

        @Override
        String addition() {
            return "INSERT INTO counts (word, n) VALUES (?, ?) ON CONFLICT (word) DO UPDATE SET n = counts.n + EXCLUDED.n";
        }

        @Override
        void stop() throws InterruptedException {
            server.kill();
        }

        @Override
        void startAgain() throws IOException {
            server.launch();
        }

        @Override
        public void close() {} // the server ends with the JVM
    }

    private static final class H2Server extends CountsDatabase {
        private final String name = UUID.randomUUID().toString();
        private Server server;

        H2Server() throws SQLException {
            server = start("0");
        }

        private static Server start(String port) throws SQLException {
            return Server.createTcpServer("-tcpPort", port, "-ifNotExists").start();
        }

        @Override
        String url() {
            return "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/mem:" + name + ";DB_CLOSE_DELAY=-1";
        }

        @Override
        String addition() {
            return "MERGE INTO counts USING (VALUES (CAST(? AS VARCHAR), CAST(? AS BIGINT))) more (word, n)"
                    + " ON counts.word = more.word WHEN MATCHED THEN UPDATE SET n = counts.n + more.n"
                    + " WHEN NOT MATCHED THEN INSERT (word, n) VALUES (more.word, more.n)";
        }

        @Override
        void stop() {
            server.stop();
        }

        @Override
        void startAgain() throws SQLException {
            server = start(Integer.toString(server.getPort()));
        }

        @Override
        public void close() throws SQLException {
            try (Connection connection = DriverManager.getConnection(url(), "sa", SECRET);
                    Statement statement = connection.createStatement()) {
                statement.execute("SHUTDOWN");
            }
            server.stop();
        }
    }
}
