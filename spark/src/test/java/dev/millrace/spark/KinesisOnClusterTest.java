package dev.millrace.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.StreamingContext;
import dev.millrace.StreamingContextBuilder;
import dev.millrace.batch.SystemClock;
import dev.millrace.connector.OpenSplit;
import dev.millrace.connector.Reading;
import dev.millrace.connector.kinesis.InitialPosition;
import dev.millrace.connector.kinesis.KinesisSource;
import dev.millrace.function.Emitter;
import dev.millrace.serde.Serdes;
import dev.millrace.status.BatchStep;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.spark.TaskContext;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Shards that executors read, which die between reading and the outputs, while the stream is resharded and drivers change. */
@Timeout(600)
@Order(1)
@ExtendWith(OnCluster.class)
class KinesisOnClusterTest {
    @TempDir
    private Path directory;

    private final NumberedRecords sent = new NumberedRecords();
    private int killed;

    private StreamingContextBuilder builder() {
        return StreamingContext.builder()
                .appName("kinesis")
                .master(OnCluster.master())
                .batchInterval(Duration.ofMillis(50))
                .checkpointDirectory(directory.resolve("checkpoint"));
    }

    /** Writes down every record, and fails if a key's records don't come in their order, each once. */
    private void copyAndCheck(StreamingContext ssc, TestStream stream) {
        var records = ssc.sourceStream(KinesisSource.builder()
                        .streamName(stream.name())
                        .endpointUrl(stream.endpoint())
                        .initialPosition(InitialPosition.trimHorizon())
                        .fetchesPerSecondPerShard(500)
                        .bytesPerSecondPerShard(Long.MAX_VALUE)
                        .readInTasks()
                        .messageHandler(record -> new String(record.data(), StandardCharsets.UTF_8))
                        .build())
                .named("clicks");
        records.save(new MarkedFiles(directory.resolve("marked").toString(), (moment, task, lines) -> {}))
                .named("marked");
        NumberedRecords.checkOrder(records, "next");
    }

    private void runUntilAllCame(dev.millrace.BatchDriver driver) throws IOException {
        while (!Files.exists(directory.resolve("marked"))
                || MarkedFiles.read(directory.resolve("marked")).size() < sent.size()) {
            driver.runBatch();
        }
    }

    /** Ends a driver where it stands. */
    private static final class Death extends Error {}

    /** Kills an executor after a batch's records were read and before anybody has computed with them. */
    private void killAfterReading(BatchStep step) {
        if (step == BatchStep.TICKED && killed > 0) {
            killed--;
            Executors.killOne(OnCluster.context());
        }
    }

    @Test
    void nothingIsLostDoubledOrReordered() throws Exception {
        try (TestStream stream = TestStream.create(2)) {
            try (StreamingContext ssc = builder()
                    .batchSteps((step, batch) -> {
                        killAfterReading(step);
                        if (step == BatchStep.SEALED && sent.size() > 120) {
                            throw new Death();
                        }
                    })
                    .build()) {
                copyAndCheck(ssc, stream);
                var driver = ssc.startByHand();
                stream.put(sent.next(60));
                runUntilAllCame(driver);
                killed = 1;
                stream.put(sent.next(30));
                stream.split();
                stream.put(sent.next(30));
                runUntilAllCame(driver);
                assertEquals(0, killed, "an executor was killed");
                stream.put(sent.next(30));
                assertThrows(Throwable.class, () -> runUntilAllCame(driver));
            }
            try (StreamingContext ssc = builder()
                    .batchSteps((step, batch) -> killAfterReading(step))
                    .build()) {
                copyAndCheck(ssc, stream);
                stream.merge();
                stream.put(sent.next(30));
                killed = 1;
                runUntilAllCame(ssc.startByHand());
                assertEquals(0, killed, "an executor was killed");
            }
        }
        assertEquals(sent.sorted(), MarkedFiles.read(directory.resolve("marked")));
    }

    /** Reads ten numbers, and gets into trouble after that. */
    private record Troubled(String once, String trouble) implements OpenSplit<Integer, Integer> {
        @Override
        public String log() {
            return trouble;
        }

        @Override
        public Integer read(Emitter<? super Integer> out) throws Exception {
            for (int i = 0; i < 10; i++) {
                out.accept(i);
            }
            boolean isFirst = TaskContext.get().attemptNumber() == 0;
            if (trouble.equals("dies") && Once.first(once, "died")) {
                Runtime.getRuntime().halt(9);
            } else if (trouble.equals("slow") && isFirst) {
                Once.awaitOther(once, "second");
            } else if (trouble.equals("slow")) {
                Once.first(once, "second");
            }
            return TaskContext.get().attemptNumber();
        }
    }

    private List<? extends Reading<?, ?>> read(String trouble) {
        String once = directory.toString();
        try (SparkEngine engine =
                new SparkEngine(OnCluster.context(), Serdes.builtIn(), new SystemClock(), null, () -> {})) {
            return engine.read(1, List.of(new Troubled(once, trouble), new Troubled(once, "")));
        }
    }

    @Test
    void anAttemptThatDiesAfterReadingIsReplaced() {
        for (Reading<?, ?> reading : read("dies")) {
            assertEquals(10, reading.records());
        }
        assertTrue(Files.exists(directory.resolve("died")));
    }

    @Test
    void ofTwoAttemptsThatReadOneCounts() {
        List<? extends Reading<?, ?>> readings = read("slow");
        assertTrue(Files.exists(directory.resolve("second")), "there were two attempts");
        readings.forEach(reading -> assertEquals(10, reading.records()));
    }
}
