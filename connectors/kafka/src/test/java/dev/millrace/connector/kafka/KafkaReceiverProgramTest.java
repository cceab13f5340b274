package dev.millrace.connector.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.ReceiverSettings;
import dev.millrace.StreamingContext;
import dev.millrace.connector.BadRecord;
import dev.millrace.connector.BadRecordPolicy;
import dev.millrace.connector.Source;
import dev.millrace.log.SyncPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs with a receiver that is a member of a group, against a real broker. */
class KafkaReceiverProgramTest {
    private final LocalKafka in = LocalKafka.shared();
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @TempDir
    private Path directory;

    @BeforeEach
    void createTopic() {
        in.createForOldRecords(1);
    }

    @AfterEach
    void close() {
        in.close();
    }

    private Map<String, Object> params() {
        Map<String, Object> params = in.params();
        params.put("group.id", "group-of-" + in.topic());
        params.put("auto.offset.reset", "earliest");
        params.put("key.deserializer", StringDeserializer.class);
        params.put("value.deserializer", StringDeserializer.class);
        return params;
    }

    private StreamingContext context(String name) {
        return StreamingContext.builder()
                .appName("receiving-" + in.topic())
                .master("local[2]")
                .batchInterval(Duration.ofMillis(20))
                .checkpointDirectory(directory.resolve(name))
                .receivers(ReceiverSettings.defaults().withRestartDelays(Duration.ofMillis(50), Duration.ofMillis(50)))
                .syncPolicy(SyncPolicy.operatingSystem())
                .build();
    }

    private KafkaReceiverBuilder<String, String, Integer> numbers() {
        return KafkaReceiver.<String, String>subscribe(List.of(in.topic()), params())
                .messageHandler(record -> Integer.parseInt(record.value()));
    }

    private StreamingContext running(String name, Source<Integer> source) {
        StreamingContext ssc = context(name);
        ssc.sourceStream(source).foreachRDD(rdd -> rdd.collect().forEach(number -> seen.add(number.toString())));
        ssc.start();
        return ssc;
    }

    private static void until(StreamingContext ssc, BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - begin < 120_000_000_000L, () -> "it takes too long: " + ssc.status());
            LockSupport.parkNanos(2_000_000);
        }
    }

    @Test
    void allOfARecordComesThroughTheBlockLog() throws Exception {
        in.append(new ProducerRecord<>(
                in.topic(),
                0,
                1234L,
                "key".getBytes(UTF_8),
                "value".getBytes(UTF_8),
                List.of(new RecordHeader("name", "said".getBytes(UTF_8)), new RecordHeader("empty", null))));
        in.append(new ProducerRecord<>(in.topic(), 0, 1235L, null, null, List.of()));
        List<KafkaRecord<String, String>> records = new CopyOnWriteArrayList<>();
        try (StreamingContext ssc = context("checkpoint")) {
            KafkaUtils.<String, String>createStream(ssc, List.of(in.topic()), params())
                    .foreachRDD(rdd -> records.addAll(rdd.collect()));
            ssc.start();
            until(ssc, () -> records.size() == 2);
        }
        KafkaRecord<String, String> whole = records.get(0);
        assertEquals("record 0 of " + in.topic() + "-0", whole.toString());
        assertEquals(List.of("key", "value", 1234L), List.of(whole.key(), whole.value(), whole.timestampMillis()));
        assertEquals("name", whole.headers().get(0).key());
        byte[] said = whole.headers().get(0).value();
        assertEquals("said", new String(assertPresent(said), UTF_8));
        assertEquals(null, whole.headers().get(1).value());
        assertEquals(null, records.get(1).key());
        assertEquals(null, records.get(1).value());
    }

    private static byte[] assertPresent(byte @org.jspecify.annotations.Nullable [] bytes) {
        assertNotNull(bytes);
        return bytes;
    }

    @Test
    void aBadRecordFailsTheProgramAndNamesItsOffset() throws Exception {
        in.append(0, "1", "two");
        try (StreamingContext ssc = running("checkpoint", numbers().build())) {
            MillraceException e =
                    org.junit.jupiter.api.Assertions.assertThrows(MillraceException.class, ssc::awaitTermination);
            Expect.says(MillraceException.Kind.USER_CODE, e, in.topic(), "partition 0", "offset 1", "\"two\"");
        }
    }

    @Test
    void badRecordsAreSkippedAndCountedOrGoElsewhere() throws Exception {
        in.append(0, "1", "two", "3");
        try (StreamingContext ssc = running(
                "skipping",
                numbers().onBadRecord(BadRecordPolicy.SKIP_AND_COUNT).build())) {
            until(ssc, () -> seen.size() == 2 && ssc.status().sources().get(0).badRecords() == 1);
        }
        assertEquals(List.of("1", "3"), seen);
        try (LocalKafka dead = LocalKafka.shared()) {
            dead.create(1);
            in.append(0, "four", "5");
            try (StreamingContext ssc = running(
                    "telling",
                    numbers()
                            .deadLetters(KafkaSink.<BadRecord<KafkaRecord<byte[], byte[]>>>builder(dead.sinkParams())
                                    .topic(dead.topic())
                                    .key(bad -> bad.raw().toString(), StringSerializer::new)
                                    .value(BadRecord::error, StringSerializer::new)
                                    .build())
                            .build())) {
                until(
                        ssc,
                        () -> dead.committedSoFar().size() == 1
                                && seen.size() == 3
                                && ssc.status().sources().get(0).badRecords() == 1);
            }
            assertEquals(
                    "record 3 of " + in.topic() + "-0", dead.committed().get(0).key());
            assertTrue(dead.committed().get(0).value().contains("offset 3"));
        }
    }

    @Test
    void aClusterThatIsMissingIsReportedAndTheReceiverTriesAgain() throws Exception {
        Map<String, Object> params = params();
        params.put("bootstrap.servers", "no-such-host.invalid:9092");
        try (StreamingContext ssc = context("checkpoint")) {
            KafkaUtils.<String, String>createStream(ssc, List.of(in.topic()), params)
                    .foreachRDD(rdd -> rdd.count());
            ssc.start();
            until(ssc, () -> receiver(ssc).restarts() >= 2);
            assertTrue(receiver(ssc).lastError().contains("no-such-host.invalid"), receiver(ssc)::toString);
        }
    }

    private static dev.millrace.status.ReceiverStatus receiver(StreamingContext ssc) {
        return java.util.Objects.requireNonNull(ssc.status().sources().get(0).receiver());
    }
}
