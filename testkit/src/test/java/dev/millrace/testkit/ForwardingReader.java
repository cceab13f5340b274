package dev.millrace.testkit;

import dev.millrace.connector.LogRange;
import dev.millrace.connector.Position;
import dev.millrace.connector.SourceBatch;
import dev.millrace.connector.SourceReader;
import dev.millrace.connector.Split;
import java.util.List;
import java.util.Map;

/** Passes every call on; what a test wants to break, it overrides. */
class ForwardingReader implements SourceReader<String> {
    private final SourceReader<String> target;

    ForwardingReader(SourceReader<String> target) {
        this.target = target;
    }

    @Override
    public String identity() {
        return target.identity();
    }

    @Override
    public Map<String, Position> initialPositions() {
        return target.initialPositions();
    }

    @Override
    public void start(Map<String, Position> positions) {
        target.start(positions);
    }

    @Override
    public SourceBatch<String> poll(long recordsMax) {
        return target.poll(recordsMax);
    }

    @Override
    public List<Split<String>> replay(List<LogRange> ranges) {
        return target.replay(ranges);
    }

    @Override
    public void committed(Map<String, Position> positions) {
        target.committed(positions);
    }

    @Override
    public void close() {
        target.close();
    }
}
