package dev.millrace.connector.kafka;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.SystemClock;
import dev.millrace.connector.SinkTask;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.kafka.CopyingProcess.Copies;
import dev.millrace.kafkabroker.BrokerSecurity;
import dev.millrace.kafkabroker.BrokerSecurity.Mechanism;
import dev.millrace.kafkabroker.KafkaCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A broker that asks for a password or a token at one port and for a certificate at another. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KafkaSecurityTest {
    private static final String PASSWORD = "d0nt-t3ll-anyb0dy";
    private static final String STORE_PASSWORD = "n0t-th1s-e1ther";
    private static final List<String> VALUES = List.of("a", "b", "c");

    @TempDir
    private static Path directory;

    private static BrokerSecurity security;
    private static KafkaCluster.Secured secured;

    private enum Listener {
        PLAIN(Mechanism.PLAIN),
        SCRAM(Mechanism.SCRAM),
        TOKEN(Mechanism.OAUTHBEARER),
        TLS(null);

        private final @Nullable Mechanism mechanism;

        Listener(@Nullable Mechanism mechanism) {
            this.mechanism = mechanism;
        }
    }

    @BeforeAll
    static void startBroker() {
        security = new BrokerSecurity(directory.resolve("keys"), "alice", PASSWORD, STORE_PASSWORD);
        secured = KafkaCluster.startSecured(directory.resolve("broker"), security);
    }

    @AfterAll
    static void stopBroker() {
        secured.close();
    }

    private static LocalKafka plain(String topic) {
        return new LocalKafka(secured.cluster().bootstrapServers(), topic);
    }

    /** Where the listener is, and what it asks for. */
    private static Map<String, Object> params(Listener listener) {
        Map<String, Object> params = new HashMap<>(
                listener.mechanism == null ? security.tlsClient() : security.saslClient(listener.mechanism));
        params.put("bootstrap.servers", servers(listener));
        params.put("group.id", "group-" + listener);
        params.put("auto.offset.reset", "earliest");
        return params;
    }

    private static String servers(Listener listener) {
        return listener == Listener.TLS ? secured.tlsServers() : secured.saslServers();
    }

    /** All logs at their finest, those of Kafka's clients too. */
    @ParameterizedTest
    @EnumSource(Listener.class)
    void aProgramReadsAndWritesAndNoSecretIsInWhatItPrintsOrKeeps(Listener listener) throws Exception {
        Path own = directory.resolve(listener.name());
        try (LocalKafka in = plain(listener + "-in");
                LocalKafka bySource = plain(listener + "-by-source");
                LocalKafka byReceiver = plain(listener + "-by-receiver")) {
            List.of(in, bySource, byReceiver).forEach(kafka -> kafka.create(1));
            in.append(0, VALUES.toArray(new String[0]));
            Copies copies = new Copies(in.topic(), bySource.topic(), byReceiver.topic(), true);
            try (CopyingProcess program = CopyingProcess.start(own, params(listener), copies)) {
                for (LocalKafka out : List.of(bySource, byReceiver)) {
                    while (out.committedSoFar().size() < VALUES.size()) {
                        assertTrue(program.isAlive(), program::printed);
                        LockSupport.parkNanos(20_000_000);
                    }
                    assertEquals(
                            VALUES,
                            out.committed().stream().map(ConsumerRecord::value).toList());
                }
                assertEquals(0, program.end(), program::printed);
            }
        }
        String output = read(own.resolve("output"));
        assertTrue(output.contains("DEBUG org.apache.kafka.clients"), "Kafka's clients have logged");
        assertTrue(output.contains("dev.millrace"), "so have we");
        try (Stream<Path> files = Files.walk(own)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.endsWith("client.properties")) {
                    requireNoSecret(file.toString(), read(file));
                }
            }
        }
    }

    private static void requireNoSecret(String where, String text) {
        for (String secret : List.of(PASSWORD, STORE_PASSWORD)) {
            int at = text.indexOf(secret);
            assertFalse(
                    at >= 0,
                    () -> where + ": " + text.substring(Math.max(0, at - 200), Math.min(text.length(), at + 50)));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource(Listener.class)
    void whoCannotProveWhoHeIsIsToldSoAtOnce(Listener listener) {
        Map<String, Object> params = params(listener);
        if (listener != Listener.TLS) {
            params.put("sasl.jaas.config", wrong(params));
        } else {
            params.remove("ssl.keystore.location");
            params.remove("ssl.keystore.password");
        }
        KafkaSource source = KafkaSource.subscribe(List.of("any"), params)
                .deserializers(StringDeserializer::new, StringDeserializer::new)
                .buildRaw();
        SourceContext context = new SourceContext("test", "s", Duration.ofMillis(100), 2, new SystemClock());
        says(assertThrows(MillraceException.class, () -> source.open(context)), servers(listener));
        KafkaSink<String> sink = KafkaSink.<String>builder(params)
                .topic("any")
                .value(text -> text, StringSerializer::new)
                .build();
        SinkTask task = new SinkTask("sink", 1, 0, 1, 0);
        MillraceException refused = assertThrows(
                MillraceException.class, () -> sink.write(task, List.of("a").iterator()));
        says(refused, "topic 'any'");
    }

    @Test
    void aMemberOfAGroupWithAWrongPasswordReportsIt() throws Exception {
        Map<String, Object> params = params(Listener.PLAIN);
        params.put("sasl.jaas.config", wrong(params));
        KafkaReceiver receiver = KafkaReceiver.subscribe(List.of("any"), params).buildRaw();
        try (Listening member = Listening.to(receiver)) {
            says((MillraceException) member.failure(), servers(Listener.PLAIN));
        }
    }

    /** Another password, and a token that allows something else. */
    private static String wrong(Map<String, Object> params) {
        return String.valueOf(params.get("sasl.jaas.config"))
                .replace(PASSWORD, "wr0ng-passw0rd")
                .replace("\",streams\"", "\",tables\"");
    }

    private static void says(MillraceException e, String where) {
        Expect.says(Kind.CONFIGURATION, e, where, "credentials");
        for (Throwable t = e; t != null; t = t.getCause()) {
            requireNoSecret("error", t.toString());
            assertFalse(t.toString().contains("wr0ng-passw0rd"), t::toString);
        }
    }
}
