package dev.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.StreamingContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class WordCountToDatabaseTest {
    private static final String URL = "jdbc:h2:mem:words";

    @TempDir
    private Path directory;

    @Test
    void totalsGoOnAfterAStartAgain() throws Exception {
        Path lines = Files.createDirectory(directory.resolve("lines"));
        try (Connection database = DriverManager.getConnection(URL);
                Statement statement = database.createStatement()) {
            statement.execute("CREATE TABLE word_counts (word VARCHAR(100) PRIMARY KEY, n BIGINT NOT NULL)");
            for (int start = 1; start <= 2; start++) {
                try (StreamingContext ssc = WordCountToDatabase.context(lines, URL, directory.resolve("checkpoint"))) {
                    ssc.start();
                    write(lines, "lines-" + start, "to be or not to be\n");
                    Map<String, Long> expected =
                            Map.of("to", 2L * start, "be", 2L * start, "or", (long) start, "not", (long) start);
                    await(statement, new TreeMap<>(expected));
                }
            }
        }
    }

    /** At once, as the stream of files wants it. */
    private void write(Path lines, String name, String text) throws Exception {
        Path written = Files.writeString(directory.resolve(name), text);
        Files.move(written, lines.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void await(Statement statement, Map<String, Long> expected) throws SQLException {
        long begin = System.nanoTime();
        Map<String, Long> counts = counts(statement);
        while (!counts.equals(expected) && System.nanoTime() - begin < 120_000_000_000L) {
            LockSupport.parkNanos(10_000_000);
            counts = counts(statement);
        }
        assertEquals(expected, counts);
        assertTrue(counts.size() > 1);
    }

    private static Map<String, Long> counts(Statement statement) throws SQLException {
        Map<String, Long> counts = new TreeMap<>();
        try (ResultSet rows = statement.executeQuery("SELECT word, n FROM word_counts")) {
            while (rows.next()) {
                counts.put(rows.getString(1), rows.getLong(2));
            }
        }
        return counts;
    }
}
