package dev.millrace.testkit;

import dev.millrace.connector.AtLeastOnceSink;
import dev.millrace.connector.SinkTask;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;

/** A sink in memory that shows whatever it is given, twice if it is given twice. It survives a crash of the program. */
public final class TestAtLeastOnceSink<T> implements AtLeastOnceSink<T>, TestOutput<T> {
    private final String name;
    private final transient VisibleOutput<T> written = new VisibleOutput<>();
    private transient Faults faults = new Faults();

    private TestAtLeastOnceSink(String name) {
        this.name = name;
    }

    public static <T> TestAtLeastOnceSink<T> named(String name) {
        return new TestAtLeastOnceSink<>(name);
    }

    /** Calls to this sink are counted and disturbed by these faults. Before the program starts. */
    public TestAtLeastOnceSink<T> with(Faults shared) {
        this.faults = shared;
        return this;
    }

    @Override
    public SortedMap<Long, List<T>> batches() {
        return written.batches();
    }

    @Override
    public List<T> batch(long number) {
        return written.batch(number);
    }

    @Override
    public String defaultName() {
        return "test:" + name;
    }

    @Override
    public void write(SinkTask task, Iterator<T> records) throws Exception {
        List<T> list = new ArrayList<>();
        records.forEachRemaining(list::add);
        faults.call("writing batch " + task.batch() + ", partition " + task.partition() + " of sink " + name, () -> {
            written.append(task.sink(), task.batch(), task.partition(), list);
            return 0;
        });
    }
}
