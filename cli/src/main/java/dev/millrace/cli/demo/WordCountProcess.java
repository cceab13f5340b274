package dev.millrace.cli.demo;

import dev.millrace.cli.demo.CrashPlan.Crash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
    private static final Pattern STATE_TOTALS = Pattern.compile("^Totals for the words counted");

    private final Children children;
    private final Console console;
    private final Deployment deployment;
    private final Path directory;
    private final WordService service;
    private final String mainClass;
    private final CrashPoints crashPoints;
    private ChildProcess process;
    private long writtenBeforeKill;

    /** What is run: the main class, and the service that it reads from and writes to. */
    record Program(String mainClass, WordService service) {}

    WordCountProcess(Children children, Console console, Deployment deployment, Path directory, Program program)
            throws IOException {
        this.children = children;
        this.console = console;
        this.deployment = deployment;
        this.directory = directory;
        this.service = program.service();
        this.mainClass = program.mainClass();
        this.crashPoints = new CrashPoints(directory.resolve("crash-points"));
        this.process = launch();
    }

    private ChildProcess launch() throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of(directory.resolve("crash-points").toString(), "demo"));
        arguments.addAll(service.wordCountArguments());
        arguments.add("--checkpoint=" + directory.resolve("checkpoint"));
        return children.start(deployment.program(mainClass, arguments), console::line);
    }

    void start() throws InterruptedException {
        process.awaitLine(STARTED, PATIENCE_MILLIS);
    }

    /**
     * Lets it run until {@link System#nanoTime()} is there and there is more output than when it was last killed, so that each
     * kill meets another batch, and state; fails at once if it ends by itself, or the producer fails.
     */
    void runUntil(long nanoTime, Producing producing) throws IOException, InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        while (System.nanoTime() < nanoTime) {
            requireAlive();
            producing.requireNoFailure();
            never.await(
                    Math.min(POLL_MILLIS, TimeUnit.NANOSECONDS.toMillis(nanoTime - System.nanoTime()) + 1),
                    TimeUnit.MILLISECONDS);
        }
        awaitMore(writtenBeforeKill);
    }

    private void requireAlive() throws InterruptedException {
        if (!process.isAlive()) {
            throw new DemoFailure(
                    "The word count ended by itself (exit status " + process.awaitEnd(PATIENCE_MILLIS) + ").");
        }
    }

    /**
     * SIGKILL at that point of the next batch with records, for the program, which is started again, or for the executor that
     * came to the point, or for the broker while the program stands there. Says whether it met a batch that counts: one that
     * the start found in doubt or published, or that was done though the executor or the broker was killed.
     */
    boolean kill(Crash crash, String which, Producing producing) throws IOException, InterruptedException {
        crashPoints.demand(crash.point());
        CrashPoints.Holder holder = awaitHolder(crash.point(), producing);
        String where = "in batch " + holder.batch() + ", " + crash.point().description();
        return switch (crash.victim()) {
            case PROGRAM -> killProgram(crash.point(), holder.batch(), which + ": SIGKILL " + where);
            case EXECUTOR -> killExecutor(holder, which + ": SIGKILL to an executor " + where);
            case BROKER -> killBroker(holder, which + ": SIGKILL to the " + service.name() + " " + where);
        };
    }

    private CrashPoints.Holder awaitHolder(CrashPoint point, Producing producing)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (System.nanoTime() - deadline < 0) {
            requireAlive();
            producing.goOn();
            CrashPoints.Holder holder = crashPoints.awaitHolder(POLL_MILLIS);
            if (holder != null) {
                return holder;
            }
        }
        throw new DemoFailure("No batch came to a stop " + point.description() + " within " + PATIENCE_MILLIS + " ms.");
    }

    private boolean killProgram(CrashPoint point, long batch, String what) throws IOException, InterruptedException {
        if (point != CrashPoint.AFTER_TRANSACTION) { // there the batch's output is seen already
            writtenBeforeKill = service.written().sum();
        }
        process.kill();
        console.line("*** " + what);
        process.awaitEnd(PATIENCE_MILLIS);
        process = launch();
        String found = process.awaitLine(STARTED, PATIENCE_MILLIS).group(1);
        console.line("*** restarted: " + found);
        return found.contains(
                point == CrashPoint.BETWEEN_PUBLICATIONS
                        ? "after batch " + batch + "; none in doubt; published "
                        : "batch " + batch + " is in doubt and runs again");
    }

    /** The batch must be done by the executors that are left, or come, without a new start of the program. */
    private boolean killExecutor(CrashPoints.Holder holder, String what) throws IOException, InterruptedException {
        long before = service.written().sum();
        deployment.killExecutor(holder.process());
        console.line("*** " + what);
        awaitMore(before);
        console.line("*** batch " + holder.batch() + " is done without that executor");
        return true;
    }

    /** The program must go on when the broker is back, without a new start. */
    private boolean killBroker(CrashPoints.Holder holder, String what) throws IOException, InterruptedException {
        long before = service.written().sum();
        service.kill();
        console.line("*** " + what);
        service.startAgain();
        console.line("*** the " + service.name() + " was started again on its data");
        crashPoints.release();
        awaitMore(before);
        console.line("*** batch " + holder.batch() + " went on when it was back");
        return true;
    }

    /** Waits until there is more output: the batch that stood still, or the next. */
    private void awaitMore(long before) throws IOException, InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (service.written().sum() <= before) {
            requireAlive();
            if (System.nanoTime() - deadline > 0) {
                throw new DemoFailure("Nothing more was written within " + PATIENCE_MILLIS + " ms.");
            }
            never.await(POLL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Waits until the output holds as many words as were sent, or nothing has been added for a while; and for a batch of this
     * process, because a start may publish the last words before any batch has shown the state.
     */
    void awaitCaughtUp(WordTotals sent) throws IOException, InterruptedException {
        process.awaitLine(BATCH, PATIENCE_MILLIS);
        CountDownLatch never = new CountDownLatch(1);
        long lastSum = -1;
        long deadline = 0;
        while (true) {
            requireAlive();
            long sum = service.written().sum();
            if (sum >= sent.sum()) {
                return;
            }
            if (sum != lastSum) {
                lastSum = sum;
                deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
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
