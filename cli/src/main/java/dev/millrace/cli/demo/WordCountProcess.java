package dev.millrace.cli.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The word count of the demo, in a process that comes and goes: killed at a given point of a batch, started again on the
 * same checkpoint. One thread.
 */
final class WordCountProcess {
    private static final long PATIENCE_MILLIS = 60_000;
    private static final long POLL_MILLIS = 50;
    private static final Pattern STARTED = Pattern.compile("^Word count (started with epoch .*)$");
    private static final Pattern BATCH = Pattern.compile("^Time: \\d+ ms");
    private static final Pattern HOLDING = Pattern.compile("^Holding in batch (\\d+) ");
    private static final Pattern STATE_TOTALS = Pattern.compile("^Totals for the words counted");

    private final Children children;
    private final Console console;
    private final Path directory;
    private final String mainClass;
    private final String stream;
    private final String endpoint;
    private ChildProcess process;

    WordCountProcess(
            Children children, Console console, Path directory, String mainClass, String stream, String endpoint)
            throws IOException {
        this.children = children;
        this.console = console;
        this.directory = directory;
        this.mainClass = mainClass;
        this.stream = stream;
        this.endpoint = endpoint;
        this.process = launch();
    }

    /** Where its exactly-once sink publishes. */
    Path output() {
        return directory.resolve("output");
    }

    private ChildProcess launch() throws IOException {
        return children.start(
                "word count",
                console::line,
                mainClass,
                List.of(
                        "demo",
                        stream,
                        endpoint,
                        "us-east-1",
                        "--checkpoint=" + directory.resolve("checkpoint"),
                        "--output=" + output()));
    }

    void start() throws InterruptedException {
        process.awaitLine(STARTED, PATIENCE_MILLIS);
    }

    /** Lets it run until {@link System#nanoTime()} is there; fails at once if it ends by itself. */
    void runUntil(long nanoTime) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        while (System.nanoTime() < nanoTime) {
            requireAlive();
            never.await(
                    Math.min(POLL_MILLIS, TimeUnit.NANOSECONDS.toMillis(nanoTime - System.nanoTime()) + 1),
                    TimeUnit.MILLISECONDS);
        }
    }

    private void requireAlive() throws InterruptedException {
        if (!process.isAlive()) {
            throw new DemoFailure(
                    "The word count ended by itself (exit status " + process.awaitEnd(PATIENCE_MILLIS) + ").");
        }
    }

    /** SIGKILL at that point of the next batch with records, then a new start. Says whether the start found it in doubt. */
    boolean killAndRestart(CrashPoint point, String which) throws IOException, InterruptedException {
        process.send("hold " + point);
        Matcher holding = process.awaitLine(HOLDING, PATIENCE_MILLIS);
        process.kill();
        console.line("*** " + which + ": SIGKILL in batch " + holding.group(1) + ", " + point.description());
        process.awaitEnd(PATIENCE_MILLIS);
        process = launch();
        String found = process.awaitLine(STARTED, PATIENCE_MILLIS).group(1);
        console.line("*** restarted: " + found);
        return found.contains(
                point == CrashPoint.BETWEEN_PUBLICATIONS
                        ? "after batch " + holding.group(1) + "; none in doubt; published "
                        : "batch " + holding.group(1) + " is in doubt and runs again");
    }

    /**
     * Waits until the files hold as many words as were sent, or nothing has been added for a while; and for a batch of this
     * process, because a start may publish the last words before any batch has shown the state.
     */
    void awaitCaughtUp(WordTotals sent) throws IOException, InterruptedException {
        process.awaitLine(BATCH, PATIENCE_MILLIS);
        CountDownLatch never = new CountDownLatch(1);
        long lastSum = -1;
        long deadline = 0;
        while (true) {
            requireAlive();
            long sum = WordTotals.ofFiles(output()).sum();
            if (sum >= sent.sum()) {
                return;
            }
            if (sum != lastSum) {
                lastSum = sum;
                deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            } else if (System.nanoTime() > deadline) {
                return;
            }
            never.await(POLL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** SIGTERM; the program stops gracefully and prints the totals of its state. */
    WordTotals stop() throws InterruptedException {
        process.terminate();
        process.awaitLine(STATE_TOTALS, PATIENCE_MILLIS);
        process.awaitEnd(PATIENCE_MILLIS);
        List<String> lines = process.lines();
        int heading = 0;
        while (!STATE_TOTALS.matcher(lines.get(heading)).find()) {
            heading++;
        }
        return WordTotals.ofLines(lines.subList(heading + 1, lines.size()));
    }
}
