package dev.millrace.testkit;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.GroupingSink;
import dev.millrace.connector.MarkerSink;
import dev.millrace.connector.Prepared;
import dev.millrace.connector.SinkTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A database in memory, outside the program: rows and marks are committed together, survive a crash, and a driver that
 * another one has followed is refused. For programs of one JVM whose tasks don't serialize their sinks.
 */
public final class TestMarkerSink<T> extends TestOutput<T> implements MarkerSink<T>, GroupingSink<T, T> {
    private static final long serialVersionUID = 1;

    private final transient ReentrantLock lock = new ReentrantLock();
    private final transient Map<String, Long> highestEpochs = new HashMap<>();
    private transient Faults faults = new Faults();

    private TestMarkerSink(String name) {
        super(name);
    }

    public static <T> TestMarkerSink<T> named(String name) {
        return new TestMarkerSink<>(name);
    }

    /** Calls to this sink are counted and disturbed by these faults. Before the program starts. */
    public TestMarkerSink<T> with(Faults shared) {
        this.faults = shared;
        return this;
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
    public TestMarkerSink<T> ofPrepared() {
        return this;
    }

    @Override
    public void write(SinkTask task, Iterator<T> records) throws Exception {
        List<T> transaction = new ArrayList<>();
        records.forEachRemaining(transaction::add);
        String what =
                "the transaction of batch " + task.batch() + ", partition " + task.partition() + " of sink " + name();
        faults.call(what, () -> {
            commit(task, transaction);
            return 0;
        });
    }

    private void commit(SinkTask task, List<T> transaction) {
        lock.lock();
        try {
            long highest = highestEpochs.getOrDefault(task.sink(), 0L);
            if (task.epoch() < highest) {
                throw new MillraceException(
                        Kind.CONFIGURATION,
                        "sink '" + task.sink() + "': a driver of epoch " + highest + " has taken over from epoch "
                                + task.epoch());
            }
            highestEpochs.put(task.sink(), task.epoch());
            if (!visible().has(task.sink(), task.batch(), task.partition())) {
                visible().append(task.sink(), task.batch(), task.partition(), transaction);
            }
        } finally {
            lock.unlock();
        }
    }
}
