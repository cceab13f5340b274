package dev.millrace.cli.demo;

import dev.millrace.kafkabroker.KafkaBroker;
import dev.millrace.kafkabroker.KafkaCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;

/** A Kafka broker; the word count writes to another topic of it, which is read as readers of committed records do. */
final class KafkaService implements WordService {
    private static final String LINES = "lines";
    private static final String COUNTS = "counts";
    private static final int PARTITIONS = 2;
    private static final long PATIENCE_MILLIS = 60_000;
    private static final Pattern READY = Pattern.compile(Pattern.quote(KafkaBroker.READY));

    private final Path directory;
    private final Children children;
    private final Console console;
    private final KafkaBroker broker;
    private @Nullable ChildProcess process;
    private @Nullable CountsTopic counts;

    KafkaService(Path directory, Children children, Console console) {
        this.directory = directory.resolve("kafka");
        this.children = children;
        this.console = console;
        this.broker = KafkaCluster.prepare(this.directory, 1).broker(0);
    }

    @Override
    public String name() {
        return "Kafka broker";
    }

    @Override
    public void start() throws IOException, InterruptedException {
        startAgain();
        console.line("Kafka broker at " + broker.address() + ", data in " + directory);
        createTopics();
        counts = new CountsTopic(broker.address(), COUNTS, PARTITIONS);
    }

    private void createTopics() throws InterruptedException {
        List<NewTopic> topics = List.of(
                new NewTopic(LINES, Optional.of(PARTITIONS), Optional.empty()),
                new NewTopic(COUNTS, Optional.of(PARTITIONS), Optional.empty()));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            admin.createTopics(topics).all().get();
            admin.close(Duration.ZERO);
        } catch (ExecutionException e) {
            throw new DemoFailure("The Kafka broker doesn't make topics: " + e.getCause());
        }
    }

    @Override
    public void kill() {
        running().kill();
    }

    @Override
    public void startAgain() throws IOException, InterruptedException {
        ChildProcess started = children.start("kafka broker", broker.command(), line -> {});
        process = started;
        started.awaitLine(READY, PATIENCE_MILLIS);
    }

    private ChildProcess running() {
        ChildProcess started = process;
        if (started == null) {
            throw new DemoFailure("The Kafka broker was not started.");
        }
        return started;
    }

    @Override
    public String producerClass() {
        return "dev.millrace.examples.KafkaWordProducer";
    }

    @Override
    public List<String> producerArguments() {
        return List.of(broker.address(), LINES);
    }

    @Override
    public List<String> wordCountArguments() {
        return List.of(broker.address(), LINES, COUNTS);
    }

    @Override
    public WordTotals written() {
        CountsTopic read = counts;
        return read == null ? WordTotals.ofLines(List.of()) : read.totals();
    }

    @Override
    public String outputs() {
        return "topic";
    }

    @Override
    public void close() {
        if (counts != null) {
            counts.close();
        }
    }
}
