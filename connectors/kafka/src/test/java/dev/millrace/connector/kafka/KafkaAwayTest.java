package dev.millrace.connector.kafka;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.RDD;
import dev.millrace.StopMode;
import dev.millrace.StreamingContext;
import dev.millrace.connector.SinkTask;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Brokers that take connections and answer nothing. */
@Timeout(120)
class KafkaAwayTest {
    @Test
    void aStopAtOnceEndsAProducerThatWaitsForTheBrokers() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                StreamingContext ssc = StreamingContext.builder()
                        .appName("stopped")
                        .master("local[2]")
                        .batchInterval(Duration.ofMillis(10))
                        .stopTimeout(Duration.ofSeconds(60))
                        .build()) {
            Queue<RDD<String>> lines = new ConcurrentLinkedQueue<>();
            lines.add(ssc.parallelize(List.of("a", "b")));
            ssc.queueStream(lines).save(sink(silent));
            ssc.start();
            try (Socket producer = silent.accept()) {
                assertTrue(producer.getInputStream().read() >= 0, "it asks something, and waits for the answer");
                long before = System.nanoTime();
                ssc.stop(StopMode.NOW);
                requireSoon(before);
            }
        }
    }

    /** Closing it took half a minute, and then it was called a mistake in the properties. */
    @Test
    void anInterruptedProducerIsClosedSoonAndIsNobodysMistake() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            KafkaSink<String> sink = sink(silent).ofProgram("away");
            long before = System.nanoTime();
            Thread.currentThread().interrupt();
            MillraceException e = assertThrows(
                    MillraceException.class,
                    () -> sink.write(
                            new SinkTask("words", 1, 0, 1, 0), List.of("a").iterator()));
            requireSoon(before);
            assertTrue(Thread.interrupted(), "it is interrupted still");
            Expect.says(MillraceException.Kind.EXTERNAL_SYSTEM, e, "waiting for the cluster was interrupted");
        }
    }

    /** Less than a producer waits for an answer, with room for a slow machine. */
    private static void requireSoon(long beginNanos) {
        long seconds = (System.nanoTime() - beginNanos) / 1_000_000_000;
        assertTrue(seconds < 25, "it took " + seconds + " s");
    }

    private static KafkaSink<String> sink(ServerSocket brokers) {
        return KafkaSink.<String>builder(Map.of("bootstrap.servers", "127.0.0.1:" + brokers.getLocalPort()))
                .topic("words")
                .value(text -> text, StringSerializer::new)
                .marksKept(Duration.ofDays(1))
                .build();
    }
}
