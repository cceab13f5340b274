package dev.millrace.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * All processes that the demo started, and the directory with their data. However the demo ends, by {@link #close}, Ctrl-C
 * or a failure, no process is left behind, and no data unless it is to be kept. A start and the end exclude each other.
 */
final class Children implements AutoCloseable {
    private final Path directory;
    private final List<ChildProcess> started = new ArrayList<>();
    private final boolean keep;
    private final Thread hook = new Thread(this::interrupt, "end of the demo");
    private boolean closed;
    private volatile boolean interrupted;

    Children(Path directory, boolean keep) {
        this.directory = directory;
        this.keep = keep;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    ChildProcess start(Launch launch, Consumer<String> echo) throws IOException {
        return start(launch.name(), launch.process(), echo);
    }

    /** Standard error must go where standard output goes. */
    synchronized ChildProcess start(String name, ProcessBuilder process, Consumer<String> echo) throws IOException {
        if (closed) {
            throw new DemoFailure("The demo is ending; the " + name + " isn't started.");
        }
        Path log = directory.resolve(name.replace(' ', '-') + ".log");
        if (!Files.exists(log)) {
            Files.createFile(log); // here already, so that the deletion of the directory meets it
        }
        ChildProcess child = new ChildProcess(name, process.start(), log, echo);
        started.add(child);
        return child;
    }

    private void interrupt() {
        interrupted = true;
        end();
        System.err.println("millrace demo: interrupted; nothing runs any more");
    }

    /** Whether the processes were ended because this one is, by Ctrl-C: that they ended isn't their failure. */
    boolean wereInterrupted() {
        return interrupted;
    }

    /** Ends all once: who comes second finds nothing to kill, and no directory to delete. */
    private synchronized void end() {
        if (closed) {
            return;
        }
        closed = true;
        started.stream().filter(ChildProcess::isAlive).forEach(ChildProcess::kill);
        if (!keep) {
            deleteData();
        }
    }

    private void deleteData() {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("millrace demo: " + directory + " could not be deleted whole: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is going down: the hook runs, or has run.
        }
    }
}
