package dev.millrace.testkit;

import dev.millrace.connector.LogRange;
import dev.millrace.connector.Position;
import dev.millrace.connector.SourceBatch;
import dev.millrace.connector.SourceReader;
import dev.millrace.connector.Split;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One life of a {@link TestSource} in a program. Without threads: what has been pushed is there at the next poll. */
final class TestSourceReader<T> implements SourceReader<T> {
    private final String name;
    private final TestLogs<T> logs;
    private final Faults faults;
    private final boolean fromLatest;
    private final boolean trimsWhatIsCommitted;
    private final int incarnation;
    private final TreeMap<String, Long> positions = new TreeMap<>();
    private boolean closed;

    TestSourceReader(String name, TestLogs<T> logs, Faults faults, boolean fromLatest, boolean trimsWhatIsCommitted) {
        this.name = name;
        this.logs = logs;
        this.faults = faults;
        this.fromLatest = fromLatest;
        this.trimsWhatIsCommitted = trimsWhatIsCommitted;
        this.incarnation = logs.incarnation();
    }

    @Override
    public String identity() {
        return "test:" + name + "#" + incarnation;
    }

    @Override
    public Map<String, Position> initialPositions() {
        faults.pass("initial positions of source " + name);
        Map<String, Position> initial = new HashMap<>();
        for (String log : logs.names()) {
            initial.put(log, Position.ofLong(fromLatest ? logs.end(log, 0) : logs.oldest(log)));
        }
        return initial;
    }

    @Override
    public void start(Map<String, Position> from) {
        faults.pass("starting source " + name);
        from.forEach((log, position) -> positions.put(log, position.toLong()));
        logs.start(positions);
    }

    @Override
    public SourceBatch<T> poll(long recordsMax) {
        requireOpen();
        faults.pass("poll of source " + name);
        List<LogRange> ranges = new ArrayList<>();
        long left = recordsMax;
        for (String log : logs.names()) {
            Long from = positions.containsKey(log) ? positions.get(log) : Long.valueOf(logs.oldest(log));
            long until = Math.min(logs.end(log, from), from + Math.min(left, Integer.MAX_VALUE));
            if (until > from) {
                ranges.add(new LogRange(log, Position.ofLong(from), Position.ofLong(until)));
                positions.put(log, until);
                left -= until - from;
            }
        }
        return ranges.isEmpty() ? SourceBatch.empty() : new SourceBatch<>(ranges, splits(ranges));
    }

    @Override
    public List<Split<T>> replay(List<LogRange> ranges) {
        requireOpen();
        faults.pass("replay of source " + name);
        return splits(ranges);
    }

    @Override
    public void committed(Map<String, Position> done) {
        // Whatever is told late, twice or to a reader that is closed is no reason to fail a batch.
        faults.reach("positions told to source " + name);
        done.forEach((log, position) -> logs.commit(log, position.toLong(), trimsWhatIsCommitted));
    }

    @Override
    public boolean isForgotten(String log, Position position) {
        return logs.isFinished(log, position.toLong());
    }

    @Override
    public void close() {
        closed = true;
    }

    private List<Split<T>> splits(List<LogRange> ranges) {
        List<Split<T>> splits = new ArrayList<>();
        for (LogRange range : ranges) {
            List<T> records =
                    logs.read(range.log(), range.from().toLong(), range.until().toLong());
            splits.add(new TestSplit<>(range.log(), records, faults));
        }
        return splits;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("source '" + name + "' is closed");
        }
    }
}
