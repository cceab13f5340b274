package dev.millrace.connector.jdbc;

import java.sql.SQLException;

/** The contract of sinks that mark, on MariaDB. */
class MariaDbSinkContractTest extends DatabaseSinkContractTest {
    @Override
    String newDatabase() throws SQLException {
        return LocalMariaDb.shared().newDatabase();
    }
}
