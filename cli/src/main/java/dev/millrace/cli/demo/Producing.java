package dev.millrace.cli.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The producer, a process that sends for as long as the settings say; and when words are wanted after that, because not all
 * kills have come, another that sends until it is stopped. One thread.
 */
final class Producing {
    private static final int WORDS_PER_RECORD = 8;
    private static final long PATIENCE_MILLIS = 60_000;
    private static final Pattern SENDING = Pattern.compile("^Sending ");
    private static final Pattern SENT_TOTALS = Pattern.compile("^Totals for the words sent");

    private final DemoSettings settings;
    private final WordService service;
    private final Children children;
    private final Consumer<String> echo;
    private final List<ChildProcess> producers = new ArrayList<>();

    Producing(DemoSettings settings, WordService service, Children children, Consumer<String> echo) {
        this.settings = settings;
        this.service = service;
        this.children = children;
        this.echo = echo;
    }

    /** Starts the producer and waits until it sends. */
    void start() throws IOException, InterruptedException {
        start(!settings.sendsUntilStopped());
    }

    private void start(boolean isLimited) throws IOException, InterruptedException {
        int before = producers.size();
        List<String> arguments = new ArrayList<>(service.producerArguments());
        arguments.addAll(List.of(
                Integer.toString(settings.recordsPerSecond()),
                Integer.toString(WORDS_PER_RECORD),
                "--seed=" + (settings.seed() + before)));
        if (isLimited) {
            arguments.add("--seconds=" + settings.seconds());
        }
        String name = before == 0 ? "producer" : "producer " + (before + 1);
        ChildProcess producer = children.start(Launch.ofThisClassPath(name, service.producerClass(), arguments), echo);
        producers.add(producer);
        producer.awaitLine(SENDING, PATIENCE_MILLIS);
    }

    /** Sees to it that words are being sent. */
    void goOn() throws IOException, InterruptedException {
        requireNoFailure();
        if (!last().isAlive()) {
            start(false);
        }
    }

    /** Fails if the producer has. */
    void requireNoFailure() throws InterruptedException {
        if (!last().isAlive()) {
            last().awaitSuccess(PATIENCE_MILLIS);
        }
    }

    private ChildProcess last() {
        return producers.get(producers.size() - 1);
    }

    /** Whether it ends only when it is told to. */
    private boolean isUnlimited() {
        return settings.sendsUntilStopped() || producers.size() > 1;
    }

    /**
     * Waits until all is sent, and says what that was.
     *
     * @param nanoTime when a producer that sends until it is stopped may be
     */
    WordTotals end(WordCountProcess wordCount, long nanoTime) throws IOException, InterruptedException {
        if (isUnlimited()) {
            wordCount.runUntil(nanoTime, this);
            last().terminate();
        }
        List<String> totals = new ArrayList<>();
        for (ChildProcess producer : producers) {
            producer.awaitLine(SENT_TOTALS, TimeUnit.SECONDS.toMillis(settings.seconds()) + PATIENCE_MILLIS);
            producer.awaitSuccess(PATIENCE_MILLIS);
            totals.addAll(afterHeading(producer.lines()));
        }
        return WordTotals.ofLines(totals);
    }

    private static List<String> afterHeading(List<String> lines) {
        int index = 0;
        while (!SENT_TOTALS.matcher(lines.get(index)).find()) {
            index++;
        }
        return lines.subList(index + 1, lines.size());
    }
}
