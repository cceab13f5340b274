package dev.millrace.connector.jdbc;

import java.sql.SQLException;

/** The contract of sinks that mark, on PostgreSQL. */
class PostgresSinkContractTest extends DatabaseSinkContractTest {
    @Override
    String newDatabase() throws SQLException {
        return LocalPostgres.shared().newDatabase();
    }
}
