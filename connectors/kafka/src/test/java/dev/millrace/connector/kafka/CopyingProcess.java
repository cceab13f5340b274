package dev.millrace.connector.kafka;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.kafkabroker.KafkaCluster;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process that copies a topic, with a directory of its own: for what it prints, its checkpoint, and the properties of its
 * clients. Killed, it can be started again there.
 */
final class CopyingProcess implements AutoCloseable {
    private static final String LOGGING = """
            .level=ALL
            handlers=java.util.logging.ConsoleHandler
            java.util.logging.ConsoleHandler.level=ALL
            """;

    private final Path directory;
    private final Copies copies;
    private Process process;

    /**
     * What is copied.
     *
     * @param bySource the topic that the source's records go to, or {@link CopyProgram#NONE}
     * @param byReceiver the topic that the receiver's records go to, or {@link CopyProgram#NONE}
     * @param logs whether all is logged, at the finest level
     */
    record Copies(String in, String bySource, String byReceiver, boolean logs) {}

    private CopyingProcess(Path directory, Copies copies) throws IOException {
        this.directory = directory;
        this.copies = copies;
        this.process = launch();
    }

    static CopyingProcess start(Path directory, Map<String, Object> params, Copies copies) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve("client.properties");
        Properties properties = new Properties();
        params.forEach((name, value) -> properties.setProperty(name, value.toString()));
        try (OutputStream out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
        Files.writeString(directory.resolve("logging.properties"), LOGGING);
        return new CopyingProcess(directory, copies);
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=debug"));
        String classPath = System.getProperty("java.class.path");
        if (copies.logs()) {
            command.add("-Djava.util.logging.config.file=" + directory.resolve("logging.properties"));
            classPath = withLogs(classPath);
        }
        command.addAll(List.of(
                "-cp",
                classPath,
                CopyProgram.class.getName(),
                String.valueOf(directory.getFileName()),
                directory.resolve("client.properties").toString(),
                directory.resolve("checkpoint").toString(),
                copies.in(),
                copies.bySource(),
                copies.byReceiver()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("output").toFile()))
                .start();
    }

    /** What Kafka's clients log goes nowhere in tests; the broker's processes have what prints it. */
    private static String withLogs(String classPath) throws IOException {
        String silent = Stream.of(classPath.split(File.pathSeparator))
                .filter(entry -> !entry.contains("slf4j-nop"))
                .reduce("", (before, entry) -> before + entry + File.pathSeparator);
        try (InputStream list = KafkaCluster.class.getResourceAsStream("classpath.txt")) {
            String ofBroker = new String(Objects.requireNonNull(list).readAllBytes(), UTF_8);
            return silent
                    + Stream.of(ofBroker.strip().split(File.pathSeparator))
                            .filter(entry -> entry.contains("slf4j-simple"))
                            .findFirst()
                            .orElseThrow();
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** On its checkpoint. */
    void startAgain() throws IOException {
        process = launch();
    }

    /** Lets it end by itself; its exit status. */
    int end() throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            throw new AssertionError("it doesn't end: " + printed());
        }
        return process.exitValue();
    }

    String printed() {
        try {
            return Files.readString(directory.resolve("output"), ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
