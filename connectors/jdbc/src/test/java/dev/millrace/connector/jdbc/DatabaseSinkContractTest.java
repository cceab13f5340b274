package dev.millrace.connector.jdbc;

import dev.millrace.testkit.Faults;
import dev.millrace.testkit.MarkerSinkContractTest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the contract asks of every sink that marks what it has written, over a driver whose every call goes wrong once. */
abstract class DatabaseSinkContractTest extends MarkerSinkContractTest<String> {
    private final Faults faults = new Faults();
    private Connection reader;
    private String url;

    /** Of a database without tables. */
    abstract String newDatabase() throws SQLException;

    @BeforeEach
    void createTable() throws SQLException {
        HostileDriver.use(faults);
        url = newDatabase();
        reader = DriverManager.getConnection(url);
        try (Statement statement = reader.createStatement()) {
            statement.execute("CREATE TABLE written (text VARCHAR(100) NOT NULL)");
        }
    }

    @AfterEach
    void close() throws SQLException {
        reader.close();
    }

    @Override
    protected JdbcSink<String> sink() {
        return JdbcSink.<String>builder()
                .driver(HostileDriver.class.getName())
                .url(HostileDriver.url(url))
                .statement("INSERT INTO written (text) VALUES (?)", (statement, text) -> statement.setString(1, text))
                .rowsPerBatchMax(2)
                .build();
    }

    @Override
    protected String record(int number) {
        return "record " + number;
    }

    @Override
    protected List<String> visible() throws SQLException {
        List<String> found = new ArrayList<>();
        try (Statement statement = reader.createStatement();
                ResultSet rows = statement.executeQuery("SELECT text FROM written")) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    @Override
    protected Faults faults() {
        return faults;
    }
}
