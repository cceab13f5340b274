package dev.millrace.connector.jdbc;

import java.util.UUID;

/** The contract of sinks that mark, on H2. */
class H2SinkContractTest extends DatabaseSinkContractTest {
    @Override
    String newDatabase() {
        return "jdbc:h2:mem:" + UUID.randomUUID();
    }
}
