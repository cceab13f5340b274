package dev.millrace.connector.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.DeliveryGuarantee;
import dev.millrace.Pair;
import dev.millrace.StopMode;
import dev.millrace.StreamingContext;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The code that the manual shows, run. */
@Timeout(240)
class JdbcManualTest {
    @Test
    void countsAreAddedOnce(@TempDir Path checkpoints) throws SQLException {
        TestDatabase database = TestDatabase.postgres();
        database.execute("CREATE TABLE counts (word VARCHAR(100) PRIMARY KEY, n BIGINT NOT NULL)");
        String url = database.url();
        StreamingContext ssc = StreamingContext.builder()
                .appName("word-count")
                .batchInterval(Duration.ofMillis(50))
                .checkpointDirectory(checkpoints)
                .deliveryGuarantee(DeliveryGuarantee.AT_MOST_ONCE)
                .build();
        try (ssc) {
            var counts = ssc.queueStream(new java.util.ArrayDeque<>(List.of(
                            ssc.parallelize(List.of("to be", "or not"), 2), ssc.parallelize(List.of("to be"), 1))))
                    .flatMap(line -> List.of(line.split(" ")).iterator())
                    .mapToPair(word -> Pair.of(word, 1L))
                    .reduceByKey(Long::sum);
            // region sink
            counts.save(JdbcSink.<Pair<String, Long>>builder()
                            .url(url)
                            .statement(
                                    "INSERT INTO counts (word, n) VALUES (?, ?)"
                                            + " ON CONFLICT (word) DO UPDATE SET n = counts.n + EXCLUDED.n",
                                    (statement, count) -> {
                                        statement.setString(1, count.key());
                                        statement.setLong(2, count.value());
                                    })
                            .build())
                    .named("counts");
            // endregion
            ssc.start();
            List<String> expected = List.of("be 2", "not 1", "or 1", "to 2");
            long begin = System.nanoTime();
            while (!read(database).equals(expected) && System.nanoTime() - begin < 120_000_000_000L) {
                LockSupport.parkNanos(10_000_000);
            }
            ssc.stop(StopMode.GRACEFULLY);
            assertEquals(expected, read(database));
        }
    }

    private static List<String> read(TestDatabase database) throws SQLException {
        return database.read("SELECT word || ' ' || n FROM counts");
    }
}
