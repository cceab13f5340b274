package dev.millrace.testkit;

import dev.millrace.connector.ReplayableSource;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.SourceReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A source whose logs lie in memory, outside the program: they survive its crash. A log exists from the first record
 * pushed to it. Positions are record numbers. Any thread may push.
 *
 * <pre>{@code
 * TestSource<String> lines = TestSource.named("lines");
 * lines.push("to be", "or not to be");
 * }</pre>
 */
public final class TestSource<T> implements ReplayableSource<T> {
    /** The log that {@link #push} fills. */
    public static final String FIRST_LOG = "log-0";

    private final String name;
    private final TestLogs<T> logs = new TestLogs<>();
    private Faults faults = new Faults();
    private boolean fromLatest;
    private boolean trimsWhatIsCommitted;

    private TestSource(String name) {
        this.name = name;
    }

    public static <T> TestSource<T> named(String name) {
        return new TestSource<>(name);
    }

    /** Calls to this source are counted and disturbed by these faults. Before the program starts. */
    public TestSource<T> with(Faults shared) {
        this.faults = shared;
        return this;
    }

    /** Without a checkpoint the program begins behind what is there, instead of at the oldest record. */
    public TestSource<T> fromLatest() {
        this.fromLatest = true;
        return this;
    }

    /** Records are gone as soon as the source is told that they are done: whoever needs them later fails. */
    public TestSource<T> trimmingWhatIsCommitted() {
        this.trimsWhatIsCommitted = true;
        return this;
    }

    /** Appends records to the first log. */
    @SafeVarargs
    public final TestSource<T> push(T... records) {
        List<T> list = new ArrayList<>();
        for (T each : records) {
            list.add(each);
        }
        return pushTo(FIRST_LOG, list);
    }

    /** Appends records to a log, which appears with its first record. */
    public TestSource<T> pushTo(String log, List<T> records) {
        logs.append(log, records);
        return this;
    }

    /** Forgets the records of a log before record number {@code position}, as retention does. */
    public void trim(String log, long position) {
        logs.trim(log, position);
    }

    /** Nothing will ever be added to this log; once read to its end it is forgotten. */
    public void end(String log) {
        logs.end(log);
    }

    /** The same name from now on stands for another stream, as if it had been deleted and made again; without records. */
    public void recreate() {
        logs.recreate();
    }

    public Set<String> logs() {
        return logs.names();
    }

    /** Everything that was ever pushed to a log, in order; what was trimmed too. */
    public List<T> records(String log) {
        return logs.all(log);
    }

    /** Up to where the program said that it is done, by log. */
    public Map<String, Long> committed() {
        return logs.committed();
    }

    /** From where the program began to read, at each of its starts. */
    public List<Map<String, Long>> starts() {
        return logs.starts();
    }

    @Override
    public String defaultName() {
        return "test:" + name;
    }

    @Override
    public SourceReader<T> open(SourceContext context) {
        faults.pass("opening source " + name);
        return new TestSourceReader<>(name, logs, faults, fromLatest, trimsWhatIsCommitted);
    }

    @Override
    public String toString() {
        return defaultName();
    }
}
