package dev.millrace.cli.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What the words come through: a service in a process of its own, which the producer sends to and the word count reads from,
 * and what the word count writes. One thread.
 */
sealed interface WordService extends AutoCloseable permits KinesisService, KafkaService {
    /** The one that the settings ask for; nothing runs yet. Its data are below the directory. */
    static WordService of(DemoSettings settings, Path directory, Children children, Console console) {
        return switch (settings.source()) {
            case KINESIS -> new KinesisService(directory, children, console);
            case KAFKA -> new KafkaService(directory, children, console);
        };
    }

    /** What it is called. */
    String name();

    /** Starts it, and waits until it answers. */
    void start() throws IOException, InterruptedException;

    /** SIGKILL. */
    void kill();

    /** Starts it on the data that it had when it was killed, at the same address. */
    void startAgain() throws IOException, InterruptedException;

    String producerClass();

    /** Where the producer sends to. */
    List<String> producerArguments();

    /** Where the word count reads from and writes to. */
    List<String> wordCountArguments();

    /** What a reader of the word count's exactly-once output finds there now. */
    WordTotals written() throws IOException;

    /** What that output consists of. */
    String outputs();

    @Override
    void close();
}
