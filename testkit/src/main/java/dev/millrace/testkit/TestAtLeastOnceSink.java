package dev.millrace.testkit;

import dev.millrace.connector.AtLeastOnceSink;
import dev.millrace.connector.SinkTask;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A sink in memory that shows whatever it is given, twice if it is given twice. It survives a crash of the program. */
public final class TestAtLeastOnceSink<T> extends TestOutput<T> implements AtLeastOnceSink<T> {
    private static final long serialVersionUID = 1;

    private transient Faults faults = new Faults();

    private TestAtLeastOnceSink(String name) {
        super(name);
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
    public String defaultName() {
        return "test:" + name();
    }

    @Override
    public void write(SinkTask task, Iterator<T> records) throws Exception {
        List<T> list = new ArrayList<>();
        records.forEachRemaining(list::add);
        faults.call("writing batch " + task.batch() + ", partition " + task.partition() + " of sink " + name(), () -> {
            visible().append(task.sink(), task.batch(), task.partition(), list);
            return 0;
        });
    }
}
