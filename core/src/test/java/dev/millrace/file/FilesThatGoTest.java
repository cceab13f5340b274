package dev.millrace.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.BatchDriver;
import dev.millrace.HandClock;
import dev.millrace.StreamingContext;
import dev.millrace.batch.MemoryStorage;
import dev.millrace.connector.Lag;
import dev.millrace.status.SourceStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program whose input files are deleted when they have been read. */
class FilesThatGoTest {
    private final HandClock clock = new HandClock();
    private final MemoryStorage storage = new MemoryStorage();
    private final List<String> seen = new ArrayList<>();

    @TempDir
    private Path directory = Path.of("");

    private StreamingContext program(long recordsPerBatchMax) {
        StreamingContext ssc = StreamingContext.builder()
                .appName("files")
                .master("local[1]")
                .batchInterval(Duration.ofSeconds(1))
                .recordsPerBatchMax(recordsPerBatchMax)
                .clock(clock)
                .checkpointStorage(() -> storage)
                .build();
        ssc.sourceStream(FileSource.text(directory)).named("in").foreachRDD(rdd -> seen.addAll(rdd.collect()));
        return ssc;
    }

    private void batch(BatchDriver driver) {
        clock.advance(Duration.ofSeconds(1));
        driver.runBatch();
    }

    private static SourceStatus source(StreamingContext ssc) {
        return ssc.status().sources().get(0);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    @Test
    void aFileThatIsGoneIsForgottenAtTheNextStartAndItsNameMayComeAgain() throws Exception {
        write("a", "one\n");
        write("b", "two\n");
        try (StreamingContext ssc = program(1000)) {
            BatchDriver driver = ssc.startByHand();
            batch(driver);
            assertEquals(Set.of("a", "b"), source(ssc).positions().keySet());
            driver.stop();
        }
        Files.delete(directory.resolve("a"));
        for (int start = 0; start < 2; start++) {
            try (StreamingContext ssc = program(1000)) {
                BatchDriver driver = ssc.startByHand();
                assertEquals(Set.of("b"), source(ssc).positions().keySet());
                driver.stop();
            }
        }
        write("a", "a new file under an old name\n");
        try (StreamingContext ssc = program(1000)) {
            BatchDriver driver = ssc.startByHand();
            batch(driver);
            driver.stop();
        }
        assertEquals(List.of("one", "two", "a new file under an old name"), seen);
    }

    @Test
    void theStatusSaysHowManyBytesWait() throws Exception {
        write("a", "one\ntwo\n");
        write("b", "three\n");
        try (StreamingContext ssc = program(1)) {
            BatchDriver driver = ssc.startByHand();
            assertEquals(Map.of(), source(ssc).lag());
            batch(driver);
            assertEquals(
                    Map.of("a", Lag.ofBytes(4), "b", Lag.ofBytes(6)),
                    source(ssc).lag());
            batch(driver);
            assertEquals(Map.of("b", Lag.ofBytes(6)), source(ssc).lag());
            batch(driver);
            assertEquals(Map.of(), source(ssc).lag());
        }
    }
}
