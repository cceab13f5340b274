package dev.millrace.connector.jdbc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import org.junit.jupiter.api.Test;

class BoundRowTest {
    @Test
    void whatWasSetIsSetAgainAsItWasThen() throws Exception {
        byte[] bytes = {1, 2, 3};
        BoundRow row = BoundRow.of(bytes, (statement, some) -> {
            statement.setBytes(1, some);
            statement.setLong(2, 7);
            statement.setNull(3, Types.VARCHAR);
        });
        bytes[0] = 9;
        assertTrue(row.bytes() > 3);
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:");
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT CAST(? AS VARBINARY), CAST(? AS BIGINT), CAST(? AS VARCHAR)")) {
            row.set(statement);
            try (ResultSet found = statement.executeQuery()) {
                assertTrue(found.next());
                assertArrayEquals(new byte[] {1, 2, 3}, found.getBytes(1));
                assertEquals(7, found.getLong(2));
                assertEquals(null, found.getString(3));
            }
        }
    }

    @Test
    void whatCantBeKeptIsRefused() {
        assertThrows(
                UnsupportedOperationException.class,
                () -> BoundRow.of(
                        "x",
                        (statement, text) -> statement.setBinaryStream(
                                1, new ByteArrayInputStream(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)))));
        assertThrows(
                UnsupportedOperationException.class, () -> BoundRow.of("x", (statement, text) -> statement.addBatch()));
        assertThrows(
                SQLException.class,
                () -> BoundRow.of("x", (statement, text) -> {
                    throw new SQLException("the function's own");
                }));
    }
}
