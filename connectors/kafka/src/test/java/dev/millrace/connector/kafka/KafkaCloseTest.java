package dev.millrace.connector.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.StreamingContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program that is stopped in the middle of its batches. */
@Timeout(180)
class KafkaCloseTest {
    private static final int RECORDS = 5_000;

    private final LocalKafka in = LocalKafka.shared();
    private final LocalKafka out = LocalKafka.shared();

    @TempDir
    private Path directory;

    @BeforeEach
    void createTopics() {
        in.create(2);
        out.create(2);
        String[] values =
                IntStream.range(0, RECORDS).mapToObj(Integer::toString).toArray(String[]::new);
        in.append(0, values);
        in.append(1, values);
    }

    @AfterEach
    void close() {
        in.close();
        out.close();
    }

    /** What we log as a warning or worse while it is open. */
    private static final class Warnings extends Handler implements AutoCloseable {
        private static final Logger LOGGER = Logger.getLogger("dev.millrace");
        private final List<String> messages = new CopyOnWriteArrayList<>();

        Warnings() {
            LOGGER.addHandler(this);
        }

        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
                messages.add(record.getMessage() + " " + record.getThrown());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            LOGGER.removeHandler(this);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closingARunningContextIsNoTrouble(boolean isExactlyOnce) {
        try (Warnings warnings = new Warnings()) {
            try (StreamingContext ssc = StreamingContext.builder()
                    .appName("closed-" + in.topic())
                    .master("local[2]")
                    .batchInterval(Duration.ofMillis(1))
                    .checkpointDirectory(directory)
                    .recordsPerBatchMax(20)
                    .build()) {
                KafkaSinkBuilder<String> sink = KafkaSink.<String>builder(out.sinkParams())
                        .topic(out.topic())
                        .value(text -> text, StringSerializer::new);
                ssc.sourceStream(in.source().messageHandler(KafkaRecord::value).build())
                        .save(isExactlyOnce ? sink.build() : sink.idempotent())
                        .named("copies");
                ssc.start();
                while (out.end(0) == 0) {
                    LockSupport.parkNanos(1_000_000);
                }
            }
            assertEquals(List.of(), warnings.messages);
        }
    }
}
