package dev.millrace.connector.jdbc;

import java.sql.SQLException;

/** The contract of sinks that mark, on MariaDB by MySQL's driver. */
class MySqlDriverSinkContractTest extends DatabaseSinkContractTest {
    @Override
    String newDatabase() throws SQLException {
        return LocalMariaDb.byMySqlDriver(LocalMariaDb.shared().newDatabase());
    }
}
