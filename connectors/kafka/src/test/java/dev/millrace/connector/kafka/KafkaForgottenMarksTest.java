package dev.millrace.connector.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.BatchDriver;
import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.StreamingContext;
import dev.millrace.StreamingContextBuilder;
import dev.millrace.batch.RetryPolicy;
import dev.millrace.status.BatchStep;
import dev.millrace.testkit.ManualClock;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that died behind a transaction's commit and comes back when the brokers may have forgotten the mark. */
class KafkaForgottenMarksTest {
    private static final long WAIT_NANOS = 120_000_000_000L;

    private final LocalKafka in = LocalKafka.shared();
    private final LocalKafka out = LocalKafka.shared();
    private final ManualClock clock = new ManualClock(Instant.now());
    private boolean dies;

    @TempDir
    private Path directory;

    @BeforeEach
    void dieBehindACommit() {
        in.create(1);
        out.create(1);
        in.append(0, "a");
        dies = true;
        assertThrows(MillraceException.class, () -> run(1, null));
        assertEquals(List.of("a"), written());
        dies = false;
    }

    @AfterEach
    void close() {
        in.close();
        out.close();
    }

    private void run(int records, @Nullable Duration kept) {
        run(records, kept, out.sinkParams(), builder().clock(clock));
    }

    private StreamingContextBuilder builder() {
        return StreamingContext.builder().appName("forgotten-" + in.topic()).batchInterval(Duration.ofMillis(100));
    }

    private void run(
            int records, @Nullable Duration kept, Map<String, Object> sinkParams, StreamingContextBuilder builder) {
        KafkaSinkBuilder<String> sink =
                KafkaSink.<String>builder(sinkParams).topic(out.topic()).value(text -> text, StringSerializer::new);
        try (StreamingContext ssc = builder.checkpointDirectory(directory)
                .batchSteps((step, batch) -> {
                    if (dies && step == BatchStep.OUTPUT_WRITTEN) {
                        throw new IllegalStateException("killed");
                    }
                })
                .build()) {
            ssc.sourceStream(in.source().messageHandler(KafkaRecord::value).build())
                    .save((kept == null ? sink : sink.marksKept(kept)).build())
                    .named("copies");
            BatchDriver driver = ssc.startByHand();
            long begin = System.nanoTime();
            while (written().size() < records && System.nanoTime() - begin < WAIT_NANOS) {
                clock.advance(Duration.ofMillis(100));
                if (!driver.runBatch()) {
                    LockSupport.parkNanos(2_000_000);
                }
            }
            driver.stop();
        }
    }

    private List<String> written() {
        return out.committed().stream().map(ConsumerRecord::value).toList();
    }

    /** As a broker does after {@code offsets.retention.minutes}. */
    private void forget() {
        String group = "millrace-forgotten-" + in.topic() + "-copies";
        LocalKafka.await(
                in.admin().deleteConsumerGroups(List.of(group, group + "-0")).all());
    }

    @Test
    void whatTheBrokersMayHaveForgottenIsNotWrittenAgain() {
        forget();
        clock.advance(Duration.ofDays(7));
        MillraceException refused = assertThrows(MillraceException.class, () -> run(1, null));
        Expect.says(Kind.CONFIGURATION, refused, "batch 1", "sink 'copies'", "PT168H", "marksKept");
        assertEquals(List.of("a"), written());
        run(2, Duration.ofDays(70));
        assertEquals(List.of("a", "a"), written(), "by a user who says so");
    }

    @Test
    void aProgramThatIsBackInTimeGoesOn() {
        clock.advance(Duration.ofDays(6));
        in.append(0, "b");
        run(2, null);
        assertEquals(List.of("a", "b"), written());
    }

    @Test
    void brokersThatAreAwayAreWaitedForAndThenSaid() throws Exception {
        String nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = "127.0.0.1:" + socket.getLocalPort();
        }
        Map<String, Object> params = out.sinkParams();
        params.putAll(Map.of("bootstrap.servers", nobody, "default.api.timeout.ms", 100, "request.timeout.ms", 100));
        // Nothing but the pauses between the attempts takes time of this clock.
        StreamingContextBuilder patient = builder()
                .clock(new ManualClock(clock.instant()).skipping())
                .retry(new RetryPolicy(Duration.ofMillis(800), Duration.ofMillis(10), Duration.ofMillis(100)));
        MillraceException e = assertThrows(MillraceException.class, () -> run(1, null, params, patient));
        Expect.says(
                Kind.EXTERNAL_SYSTEM,
                e,
                "sink 'copies'",
                "batch 1 may or may not have been written",
                nobody,
                "No broker has answered",
                "RetryPolicy",
                "(tried ");
        assertFalse(String.valueOf(e.getMessage()).contains("(tried 1 times"), e::toString);
        in.append(0, "b");
        run(2, null);
        assertEquals(List.of("a", "b"), written(), "when they are back it goes on");
    }

    @Test
    void theBrokersAreAskedForHowLongTheyRemember() {
        KafkaSink<String> sink = KafkaSink.<String>builder(out.sinkParams())
                .topic(out.topic())
                .value(text -> text, StringSerializer::new)
                .build();
        try (SinkCalls calls = sink.connect()) {
            assertEquals(Duration.ofDays(7), calls.offsetsRetention());
        }
        assertTrue(sink.marksKept().toDays() > 36_500, "it asks only when it is opened");
    }
}
