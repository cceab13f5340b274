package dev.millrace.kafkabroker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One broker of a {@link KafkaCluster} as a child process, which can be killed and started again on its data. One thread
 * starts and kills. The child ends when this process does, however that ends.
 */
public final class KafkaBroker implements AutoCloseable {
    /** A line of its output has this when it serves clients. */
    public static final String READY = "Kafka Server started";

    private static final long START_SECONDS = 60;
    private static final int WORDS_KEPT = 40;

    /**
     * How a broker is started.
     *
     * @param flags of its JVM
     * @param formatting what its storage is formatted with beside the cluster's id
     */
    record Start(List<String> flags, List<String> formatting) {
        /** Starts soon and stays small. */
        static final Start SMALL = new Start(
                List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"), List.of());

        /** As Kafka's own script does. */
        static final Start AS_SHIPPED = new Start(
                List.of(
                        "-Xms1g",
                        "-Xmx1g",
                        "-XX:+UseG1GC",
                        "-XX:MaxGCPauseMillis=20",
                        "-XX:InitiatingHeapOccupancyPercent=35",
                        "-XX:+ExplicitGCInvokesConcurrent"),
                List.of());

        Start formatting(List<String> more) {
            return new Start(flags, more);
        }
    }

    private final Path directory;
    private final String clusterId;
    private final int port;
    private final Start start;
    private @Nullable Process process;
    private @Nullable Output output;

    KafkaBroker(Path directory, String clusterId, int port, Start start) {
        this.directory = directory;
        this.clusterId = clusterId;
        this.port = port;
        this.start = start;
    }

    /** Where clients find it, before and after a restart. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Starts it, on the data that it had before; returns when it serves clients. */
    public void start() {
        if (isRunning()) {
            return;
        }
        try {
            Process started = command().start();
            process = started;
            Output watched = new Output(started, directory.resolve("broker.log"));
            output = watched;
            watched.awaitReady();
        } catch (IOException e) {
            throw new UncheckedIOException("the broker in " + directory + " can't be started", e);
        }
    }

    /** SIGKILL; returns when the process is gone and its directory can be deleted. */
    public void kill() {
        if (process != null) {
            process.destroyForcibly();
            awaitEnd(process);
        }
    }

    /** SIGTERM, on which it hands over what it leads; returns when the process is gone and its directory can be deleted. */
    public void stop() {
        if (process != null) {
            process.toHandle().destroy();
            awaitEnd(process);
        }
    }

    private void awaitEnd(Process ending) {
        ending.onExit().join();
        if (output != null) {
            output.awaitEnd();
        }
        process = null;
        output = null;
    }

    @Override
    public void close() {
        kill();
    }

    /** Its process, for who starts it and looks after it otherwise: it ends when its standard input does. */
    public ProcessBuilder command() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>();
        command.add(java);
        command.addAll(start.flags());
        command.addAll(List.of(
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-Dorg.slf4j.simpleLogger.log.kafka.server=info",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-cp",
                ClassPath.ofBroker(),
                BrokerProcess.class.getName(),
                directory.resolve("broker.properties").toString(),
                directory.resolve("data").toString(),
                clusterId));
        command.addAll(start.formatting());
        return new ProcessBuilder(command).redirectErrorStream(true);
    }

    /** What the child prints: kept in a file, watched for the line that says that it is up. */
    private static final class Output {
        private final Process process;
        private final Thread reader;
        private final CountDownLatch decided = new CountDownLatch(1);
        private final Deque<String> lastWords = new ArrayDeque<>();
        private volatile boolean isReady;

        Output(Process process, Path file) {
            this.process = process;
            this.reader = new Thread(() -> read(file), "kafka broker output");
            reader.setDaemon(true);
            reader.start();
        }

        private void read(Path file) {
            try (BufferedReader lines = process.inputReader(UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    Files.writeString(file, line + "\n", UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                    if (!isReady) {
                        lastWords.addLast(line);
                        if (lastWords.size() > WORDS_KEPT) {
                            lastWords.removeFirst();
                        }
                        if (line.contains(READY)) {
                            isReady = true;
                            decided.countDown();
                        }
                    }
                }
            } catch (IOException e) {
                // The directory was deleted, or the process is gone: nobody needs its words any more.
            } finally {
                decided.countDown();
            }
        }

        /** Until its last words are in the file. */
        void awaitEnd() {
            try {
                reader.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void awaitReady() {
            boolean inTime;
            try {
                inTime = decided.await(START_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                inTime = false;
            }
            if (!inTime || !isReady) {
                process.destroyForcibly();
                throw new IllegalStateException(
                        "the Kafka broker didn't start; its last words:\n" + String.join("\n", List.copyOf(lastWords)));
            }
        }
    }
}
