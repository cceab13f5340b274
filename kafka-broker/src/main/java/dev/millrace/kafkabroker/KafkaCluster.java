package dev.millrace.kafkabroker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * Brokers on this machine that are one Kafka cluster, on free ports, with their data in a directory that whoever made the
 * cluster deletes. The first of them is the controller too. Settings are small: for tests, not for loads, unless asked for.
 */
public final class KafkaCluster implements AutoCloseable {
    private static final int PORT_MIN = 20_000;
    private static final int PORTS = 12_000;
    private static final int PORT_ATTEMPTS_MAX = 100;
    private static final Set<Integer> GIVEN_AWAY = ConcurrentHashMap.newKeySet();
    private static final Random CHANCE = new Random();

    private final List<KafkaBroker> brokers;

    private KafkaCluster(List<KafkaBroker> brokers) {
        this.brokers = List.copyOf(brokers);
    }

    /** Starts so many brokers; returns when all of them serve clients. */
    public static KafkaCluster start(Path directory, int brokers) {
        return prepare(directory, brokers).started();
    }

    /** Starts one broker with the heap, the collector and the numbers of threads that Kafka is shipped with. */
    public static KafkaCluster startForLoad(Path directory) {
        return prepare(directory, 1, freePort(), KafkaBroker.Start.AS_SHIPPED, port -> """
                num.network.threads=3
                num.io.threads=8
                """)
                .started();
    }

    private KafkaCluster started() {
        try {
            brokers.forEach(KafkaBroker::start);
            return this;
        } catch (IllegalStateException e) {
            close();
            throw e;
        }
    }

    /** Writes what so many brokers are started with, and starts none. */
    public static KafkaCluster prepare(Path directory, int brokers) {
        return prepare(directory, brokers, freePort(), KafkaBroker.Start.SMALL, port -> "");
    }

    private static KafkaCluster prepare(
            Path directory,
            int brokers,
            int controllerPort,
            KafkaBroker.Start start,
            IntFunction<String> moreProperties) {
        String clusterId = newClusterId();
        List<KafkaBroker> made = new ArrayList<>();
        try {
            for (int node = 1; node <= brokers; node++) {
                Path own = Files.createDirectories(directory.resolve("broker-" + node));
                int port = freePort();
                Files.writeString(
                        own.resolve("broker.properties"),
                        properties(node, port, controllerPort, own.resolve("data"), brokers)
                                + moreProperties.apply(port),
                        UTF_8);
                made.add(new KafkaBroker(own, clusterId, port, start));
            }
            return new KafkaCluster(made);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One broker that can be reached at two more ports by those who prove who they are. */
    public static Secured startSecured(Path directory, BrokerSecurity security) {
        int controllerPort = freePort();
        int sasl = freePort();
        int tls = freePort();
        KafkaCluster cluster = prepare(
                directory,
                1,
                controllerPort,
                KafkaBroker.Start.SMALL.formatting(security.formatting()),
                plain -> security.properties(new BrokerSecurity.Ports(plain, controllerPort, sasl, tls)));
        cluster.broker(0).start();
        return new Secured(cluster, "127.0.0.1:" + sasl, "127.0.0.1:" + tls);
    }

    /**
     * A cluster of one broker with three ports.
     *
     * @param cluster its {@code bootstrapServers} are the plain port
     * @param saslServers asks for a password or a token
     * @param tlsServers asks for a certificate
     */
    public record Secured(KafkaCluster cluster, String saslServers, String tlsServers) implements AutoCloseable {
        @Override
        public void close() {
            cluster.close();
        }
    }

    /** For {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return brokers.stream().map(KafkaBroker::address).collect(Collectors.joining(","));
    }

    /** Counted from 0; its id in the cluster is one more. */
    public KafkaBroker broker(int number) {
        return brokers.get(number);
    }

    @Override
    public void close() {
        brokers.forEach(KafkaBroker::close);
    }

    private static String properties(int node, int port, int controllerPort, Path data, int brokers) {
        boolean isController = node == 1;
        String controller = isController ? ",CONTROLLER://127.0.0.1:" + controllerPort : "";
        return """
               process.roles=%s
               node.id=%d
               listeners=PLAINTEXT://127.0.0.1:%d%s
               advertised.listeners=PLAINTEXT://127.0.0.1:%d
               controller.listener.names=CONTROLLER
               controller.quorum.voters=1@127.0.0.1:%d
               log.dirs=%s
               auto.create.topics.enable=false
               offsets.topic.num.partitions=4
               offsets.topic.replication.factor=%d
               transaction.state.log.num.partitions=4
               transaction.state.log.replication.factor=%d
               transaction.state.log.min.isr=1
               group.initial.rebalance.delay.ms=0
               group.min.session.timeout.ms=500
               group.consumer.heartbeat.interval.ms=200
               group.consumer.min.heartbeat.interval.ms=100
               log.cleaner.backoff.ms=100
               log.initial.task.delay.ms=100
               log.retention.check.interval.ms=300
               controlled.shutdown.max.retries=10
               broker.session.timeout.ms=1500
               broker.heartbeat.interval.ms=250
               num.network.threads=2
               num.io.threads=4
               """.formatted(
                        isController ? "broker,controller" : "broker",
                        node,
                        port,
                        controller,
                        port,
                        controllerPort,
                        data,
                        brokers,
                        brokers);
    }

    /** As Kafka writes its ids: 16 bytes in base 64, which don't begin with a hyphen. */
    private static String newClusterId() {
        UUID id = UUID.randomUUID();
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits() & Long.MAX_VALUE)
                .putLong(id.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * One that nobody listens at and that this JVM hasn't given away: below those that systems give to clients, one of which
     * could have it until the broker is there, or while it is away.
     */
    private static int freePort() {
        for (int attempt = 1; ; attempt++) {
            int port = PORT_MIN + CHANCE.nextInt(PORTS);
            if (GIVEN_AWAY.add(port)) {
                try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                    return socket.getLocalPort();
                } catch (IOException e) {
                    if (attempt == PORT_ATTEMPTS_MAX) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        }
    }
}
