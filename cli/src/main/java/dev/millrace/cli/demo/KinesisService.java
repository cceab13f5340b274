package dev.millrace.cli.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** A Kinesis server; the word count writes files. */
final class KinesisService implements WordService {
    private static final String STREAM = "words";
    private static final long PATIENCE_MILLIS = 60_000;
    private static final Pattern READY = Pattern.compile("listening on (http://\\S+?),? ");

    private final Path directory;
    private final Children children;
    private final Console console;
    private String endpoint = "";

    KinesisService(Path directory, Children children, Console console) {
        this.directory = directory;
        this.children = children;
        this.console = console;
    }

    @Override
    public String name() {
        return "Kinesis server";
    }

    @Override
    public void start() throws IOException, InterruptedException {
        Path data = directory.resolve("kinesis");
        ChildProcess server = children.start(
                Launch.ofThisClassPath(
                        "kinesis server",
                        "dev.millrace.kinesis.server.KinesisServerMain",
                        List.of("--port", "0", "--data", data.toString())),
                line -> {});
        endpoint = server.awaitLine(READY, PATIENCE_MILLIS).group(1);
        console.line("Kinesis server at " + endpoint + ", data in " + data);
    }

    @Override
    public void kill() {
        throw new DemoFailure("No kill of the Kinesis server is planned.");
    }

    @Override
    public void startAgain() {
        throw new DemoFailure("The Kinesis server runs.");
    }

    @Override
    public String producerClass() {
        return "dev.millrace.examples.KinesisWordProducer";
    }

    @Override
    public List<String> producerArguments() {
        return List.of(STREAM, endpoint, "--create-shards=2");
    }

    @Override
    public List<String> wordCountArguments() {
        return List.of(STREAM, endpoint, "us-east-1", "--output=" + output());
    }

    private Path output() {
        return directory.resolve("output");
    }

    @Override
    public WordTotals written() throws IOException {
        return WordTotals.ofFiles(output());
    }

    @Override
    public String outputs() {
        return "files";
    }

    @Override
    public void close() {}
}
