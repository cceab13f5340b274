package dev.millrace.cli.demo;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JVM that the demo started: its lines of output are kept, written to a file and handed on. Any thread may wait for a
 * line. The child's standard input stays open as long as this process lives; a child that reads its end must go.
 */
final class ChildProcess {
    private static final long ORPHANS_MILLIS = 2_000;
    private static final int STATUS_OF_SIGTERM = 128 + 15;

    private final String name;
    private final Process process;
    private final Writer input;
    private final List<String> lines = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean ended;
    private volatile boolean terminated;

    ChildProcess(String name, Process process, Path log, Consumer<String> echo) {
        this.name = name;
        this.process = process;
        this.input = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        Thread reader = new Thread(() -> read(log, echo), name + " output");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(Path log, Consumer<String> echo) {
        try (BufferedReader reader =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                Writer file = Files.newBufferedWriter(log, StandardOpenOption.APPEND)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                file.write(line + System.lineSeparator());
                file.flush();
                echo.accept(line);
                keep(line);
            }
        } catch (IOException e) {
            echo.accept("The output of the " + name + " can't be read any further: " + e.getMessage());
        } finally {
            end();
        }
    }

    private void keep(String line) {
        lock.lock();
        try {
            lines.add(line);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a line that contains a match, from the first line on. */
    Matcher awaitLine(Pattern pattern, long timeoutMillis) throws InterruptedException {
        long remaining = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        lock.lock();
        try {
            int next = 0;
            while (true) {
                for (; next < lines.size(); next++) {
                    Matcher matcher = pattern.matcher(lines.get(next));
                    if (matcher.find()) {
                        return matcher;
                    }
                }
                if (ended) {
                    throw failure();
                }
                if (remaining <= 0) {
                    throw new DemoFailure("The " + name + " did not print '" + pattern + "' within " + timeoutMillis
                            + " ms; its last words: " + tail());
                }
                remaining = changed.awaitNanos(remaining);
            }
        } finally {
            lock.unlock();
        }
    }

    /** That it ended, and what it said before. */
    private DemoFailure failure() throws InterruptedException {
        return new DemoFailure(
                "The " + name + " ended (exit status " + process.waitFor() + "); its last words: " + tail());
    }

    private String tail() {
        return String.join(System.lineSeparator(), lines.subList(Math.max(0, lines.size() - 15), lines.size()));
    }

    /** What it has printed so far. */
    List<String> lines() {
        lock.lock();
        try {
            return List.copyOf(lines);
        } finally {
            lock.unlock();
        }
    }

    void send(String line) throws IOException {
        input.write(line + "\n");
        input.flush();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until the process has ended and all that it printed was read. */
    int awaitEnd(long timeoutMillis) throws InterruptedException {
        long remaining = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        lock.lock();
        try {
            while (!ended && remaining > 0) {
                remaining = changed.awaitNanos(remaining);
            }
            if (!ended) {
                throw new DemoFailure(
                        "The " + name + " did not end within " + timeoutMillis + " ms; its last words: " + tail());
            }
        } finally {
            lock.unlock();
        }
        return process.waitFor();
    }

    /** The same, for a process that ends with success, or because of {@link #terminate}. */
    void awaitSuccess(long timeoutMillis) throws InterruptedException {
        int status = awaitEnd(timeoutMillis);
        if (status != 0 && !(terminated && status == STATUS_OF_SIGTERM)) {
            throw failure();
        }
    }

    /** SIGTERM: the process may tidy up. */
    void terminate() {
        terminated = true;
        process.toHandle().destroy(); // Process.destroy would close the output that is still to be read
    }

    /** Whether this is one of the processes that it has started. */
    boolean hasStarted(long id) {
        return process.descendants().anyMatch(descendant -> descendant.pid() == id);
    }

    /**
     * SIGKILL for it and for what it has started, and waits until it is gone. What it started is gone by then, or is waited
     * for a little: nobody may be there to take note of an orphan's end.
     */
    void kill() {
        List<ProcessHandle> started = process.descendants().toList();
        process.toHandle().destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
        CompletableFuture.allOf(started.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, ORPHANS_MILLIS, TimeUnit.MILLISECONDS)
                .join();
    }
}
