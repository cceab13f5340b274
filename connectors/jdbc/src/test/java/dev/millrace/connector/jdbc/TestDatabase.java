package dev.millrace.connector.jdbc;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A database as a test looks at it, beside the sink. */
record TestDatabase(String url) {
    static TestDatabase h2() {
        return new TestDatabase("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    }

    static TestDatabase postgres() throws SQLException {
        return new TestDatabase(LocalPostgres.shared().newDatabase());
    }

    static TestDatabase mariaDb() throws SQLException {
        return new TestDatabase(LocalMariaDb.shared().newDatabase());
    }

    /** A MariaDB that MySQL's driver takes for a MySQL. */
    static TestDatabase byMySqlDriver() throws SQLException {
        return new TestDatabase(LocalMariaDb.byMySqlDriver(mariaDb().url()));
    }

    void execute(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first column, sorted as text. */
    List<String> read(String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        found.sort(null);
        return found;
    }
}
