package dev.millrace.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.StopMode;
import dev.millrace.StreamingContext;
import dev.millrace.status.BatchInfo;
import dev.millrace.status.StreamingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The code that docs/files.md and docs/checkpoints.md show does what they say. */
@Timeout(300)
class FilesManualTest {
    @TempDir
    private Path data = Path.of("");

    private static StreamingContext program(Path data) {
        StreamingContext ssc = StreamingContext.builder()
                .appName("errors-of-the-day")
                .batchInterval(Duration.ofMillis(200))
                .checkpointDirectory(data.resolve("checkpoint"))
                .build();
        ssc.sourceStream(FileSource.text(data.resolve("logs")).matching("*.log"))
                .named("logs")
                .filter(line -> line.contains("ERROR"))
                .save(FileSink.text(data.resolve("errors")))
                .named("errors");
        return ssc;
    }

    private static void deliver(Path logs, String name, String text) throws IOException {
        Path hidden = logs.resolve(name + ".tmp");
        Files.writeString(hidden, text);
        Files.move(hidden, logs.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private static List<String> readAll(Path output) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> batches = Files.list(output)) {
            for (Path batch : batches.filter(
                            path -> path.getFileName().toString().startsWith("batch-"))
                    .sorted()
                    .toList()) {
                try (Stream<Path> parts = Files.list(batch)) {
                    for (Path part : parts.sorted().toList()) {
                        lines.addAll(Files.readAllLines(part));
                    }
                }
            }
        }
        return lines;
    }

    @Test
    void copiesEachErrorOnceAcrossARestart() throws Exception {
        Path logs = Files.createDirectory(data.resolve("logs"));
        for (String day : List.of("monday", "tuesday")) {
            deliver(logs, day + ".log", "INFO fine\nERROR on " + day + "\n");
            CountDownLatch done = new CountDownLatch(1);
            try (StreamingContext ssc = program(data)) {
                ssc.addStreamingListener(new StreamingListener() {
                    @Override
                    public void onBatchCompleted(BatchInfo info) {
                        if (!info.recordsBySource().isEmpty()) {
                            done.countDown();
                        }
                    }
                });
                ssc.start();
                done.await();
                ssc.stop(StopMode.GRACEFULLY);
            }
        }
        assertEquals(List.of("ERROR on monday", "ERROR on tuesday"), readAll(data.resolve("errors")));
    }
}
