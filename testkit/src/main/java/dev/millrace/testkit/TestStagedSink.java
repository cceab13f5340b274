package dev.millrace.testkit;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.GroupingSink;
import dev.millrace.connector.Prepared;
import dev.millrace.connector.SinkTask;
import dev.millrace.connector.StagedOutput;
import dev.millrace.connector.StagedSink;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A staged sink in memory, outside the program: what was staged and published survives its crash. For programs of one
 * JVM whose tasks don't serialize their sinks.
 */
public final class TestStagedSink<T> extends TestOutput<T> implements StagedSink<T>, GroupingSink<T, T> {
    private static final long serialVersionUID = 1;

    private final transient ReentrantLock lock = new ReentrantLock();
    private final transient Map<String, Staged<T>> staged = new TreeMap<>();
    private transient Faults faults = new Faults();

    private record Staged<T>(SinkTask task, List<T> records) {}

    private TestStagedSink(String name) {
        super(name);
    }

    public static <T> TestStagedSink<T> named(String name) {
        return new TestStagedSink<>(name);
    }

    /** Calls to this sink are counted and disturbed by these faults. Before the program starts. */
    public TestStagedSink<T> with(Faults shared) {
        this.faults = shared;
        return this;
    }

    /** Names of what is staged and not published. */
    public Set<String> staged() {
        lock.lock();
        try {
            return new TreeSet<>(staged.keySet());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String defaultName() {
        return "test:" + name();
    }

    @Override
    public Prepared<T> prepare(SinkTask task, Iterator<T> records) {
        List<T> prepared = new ArrayList<>();
        records.forEachRemaining(prepared::add);
        return new Prepared<>(prepared, 0);
    }

    @Override
    public TestStagedSink<T> ofPrepared() {
        return this;
    }

    @Override
    public StagedOutput stage(SinkTask task, Iterator<T> records) throws Exception {
        List<T> list = new ArrayList<>();
        records.forEachRemaining(list::add);
        String attempt =
                task.sink() + "." + task.batch() + "." + task.partition() + "." + task.epoch() + "." + task.attempt();
        return faults.call("staging " + attempt + " of sink " + name(), () -> {
            lock.lock();
            try {
                staged.put(attempt, new Staged<>(task, list));
            } finally {
                lock.unlock();
            }
            return new StagedOutput(task.partition(), attempt, list.size(), list.hashCode(), list.size());
        });
    }

    @Override
    public int publish(String sink, long batch, List<StagedOutput> outputs) throws Exception {
        return faults.call("publishing batch " + batch + " of sink " + name(), () -> {
            lock.lock();
            try {
                return move(sink, batch, outputs);
            } finally {
                lock.unlock();
            }
        });
    }

    private int move(String sink, long batch, List<StagedOutput> outputs) {
        int moved = 0;
        for (StagedOutput output : outputs) {
            Staged<T> found = staged.remove(output.name());
            if (found != null && found.records().hashCode() == output.checksum()) {
                visible().append(sink, batch, output.partition(), found.records());
                moved++;
            } else if (found != null || !visible().has(sink, batch, output.partition())) {
                throw new MillraceException(
                        Kind.CORRUPT_DATA, "sink '" + name() + "': what was staged as " + output.name() + " is gone");
            }
        }
        return moved;
    }

    @Override
    public void discardUnpublished(String sink, long batch, long epoch) throws Exception {
        faults.call("discarding what sink " + name() + " did not publish", () -> {
            lock.lock();
            try {
                staged.values()
                        .removeIf(one ->
                                one.task().sink().equals(sink) && one.task().epoch() < epoch);
            } finally {
                lock.unlock();
            }
            return 0;
        });
        long last = visible().lastBatch(sink);
        if (last >= batch) {
            throw new MillraceException(
                    Kind.CONFIGURATION,
                    "sink '" + sink + "' has output of batch " + last + " already, and batch " + batch
                            + " is to come: another life of the program wrote it");
        }
    }
}
