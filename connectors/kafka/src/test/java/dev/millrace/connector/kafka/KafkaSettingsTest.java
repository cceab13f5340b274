package dev.millrace.connector.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.batch.SystemClock;
import dev.millrace.connector.SourceContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** What a builder takes and refuses, and what is never said. */
class KafkaSettingsTest {
    private static final String SECRET = "s3cret-of-alice";

    private static KafkaSourceBuilder<String, String, KafkaRecord<String, String>> source(Map<String, Object> more) {
        Map<String, Object> params = new HashMap<>(Map.of("bootstrap.servers", "127.0.0.1:1"));
        params.putAll(more);
        return KafkaSource.subscribe(List.of("words"), params)
                .deserializers(StringDeserializer::new, StringDeserializer::new);
    }

    private static IllegalArgumentException refused(Map<String, Object> more) {
        return assertThrows(IllegalArgumentException.class, () -> source(more));
    }

    @Test
    void whatWouldLeaveTheOffsetsToOthersIsRefused() {
        assertTrue(refused(Map.of("enable.auto.commit", "true")).toString().contains("enable.auto.commit"));
        assertTrue(refused(Map.of("auto.offset.reset", "newest")).toString().contains("auto.offset.reset"));
        assertThrows(IllegalArgumentException.class, () -> KafkaSource.subscribe(List.of("words"), Map.of()));
        assertThrows(
                IllegalArgumentException.class,
                () -> KafkaSink.builder(Map.of("bootstrap.servers", "x:1", "transactional.id", "mine")));
        assertThrows(
                IllegalArgumentException.class,
                () -> KafkaSink.builder(Map.of("bootstrap.servers", "x:1", "acks", "1")));
        Map<String, Object> consumer = ClientSettings.of(
                        Map.of("bootstrap.servers", "x:1", "auto.offset.reset", "earliest"))
                .consumer("id");
        assertEquals("none", consumer.get("auto.offset.reset"));
        assertEquals(false, consumer.get("enable.auto.commit"));
        assertEquals("read_committed", consumer.get("isolation.level"));
        assertEquals(-1, consumer.get("receive.buffer.bytes"));
        assertEquals(4 << 20, consumer.get("max.partition.fetch.bytes"));
        assertEquals(10_000, consumer.get("max.poll.records"));
        assertEquals(
                "7",
                ClientSettings.of(Map.of("bootstrap.servers", "x:1", "receive.buffer.bytes", "7"))
                        .consumer("id")
                        .get("receive.buffer.bytes"));
    }

    @Test
    void defaultsAreWhatTheManualSays() {
        SourceSettings settings = source(Map.of()).buildRaw().settings();
        assertEquals(StartingOffsets.latest(), settings.starting());
        assertEquals(
                StartingOffsets.earliest(),
                source(Map.of("auto.offset.reset", "earliest"))
                        .buildRaw()
                        .settings()
                        .starting());
        assertEquals(64L << 20, settings.fetch().bufferedBytesMax());
        assertEquals(1 << 20, settings.fetch().carriedBytesMax());
        assertEquals(Duration.ofSeconds(5), settings.fetch().discovery());
        assertEquals(Duration.ofSeconds(60), settings.retryTime());
        assertEquals(1, settings.fetch().recordsPerBatchMin(Duration.ofMillis(1)));
    }

    @Test
    void transactionsAreTriedAgainSoonUnlessTheUserSaysOtherwise() {
        assertEquals(
                10L,
                ClientSettings.of(Map.of("bootstrap.servers", "any:1"))
                        .transactions("id")
                        .get("retry.backoff.ms"));
        assertEquals(
                "70",
                ClientSettings.of(Map.of("bootstrap.servers", "any:1", "retry.backoff.ms", "70"))
                        .transactions("id")
                        .get("retry.backoff.ms"));
    }

    @Test
    void deserializersThatCanNotBeMadeAreRefusedWhereTheyAreNamed() {
        Map<String, Object> params = Map.of(
                "bootstrap.servers", "x:1", "key.deserializer", "no.such.Class", "value.deserializer", "no.such.Class");
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> KafkaSource.subscribe(List.of("words"), params).build());
        assertTrue(e.toString().contains("key.deserializer"), e::toString);
    }

    @Test
    void secretsAreNeitherPrintedNorInErrors() {
        Map<String, Object> secured = Map.of(
                "security.protocol", "SASL_SSL",
                "sasl.mechanism", "PLAIN",
                "sasl.jaas.config", "no.such.LoginModule required username=\"alice\" password=\"" + SECRET + "\";");
        KafkaSource source = source(secured).buildRaw();
        KafkaSink<String> sink = KafkaSink.<String>builder(
                        source.settings().client().all())
                .topic("out")
                .value(text -> text, StringSerializer::new)
                .build();
        for (Object printed : List.of(source, sink, source.settings(), source.defaultName(), sink.defaultName())) {
            assertFalse(printed.toString().contains(SECRET), printed::toString);
        }
        MillraceException e =
                assertThrows(MillraceException.class, () -> source.settings().connect("test"));
        assertEquals(MillraceException.Kind.CONFIGURATION, e.kind());
        for (Throwable t = e; t != null; t = t.getCause()) {
            assertFalse(String.valueOf(t.getMessage()).contains(SECRET), t::toString);
        }
    }

    @Test
    void aClusterThatDoesNotAnswerIsWaitedForAndThenSaid() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        KafkaSource source = source(Map.of("bootstrap.servers", "127.0.0.1:" + port))
                .retryTime(Duration.ofMillis(300))
                .buildRaw();
        SourceContext context = new SourceContext("test", "s", Duration.ofMillis(100), 2, new SystemClock());
        MillraceException e = assertThrows(MillraceException.class, () -> source.open(context));
        Expect.says(MillraceException.Kind.EXTERNAL_SYSTEM, e, "127.0.0.1:" + port, "bootstrap.servers", "retryTime");
    }
}
