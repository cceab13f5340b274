package dev.millrace.behaviour;

import dev.millrace.connector.LogRange;
import dev.millrace.connector.Position;
import dev.millrace.connector.ReplayableSource;
import dev.millrace.connector.SourceBatch;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.SourceReader;
import dev.millrace.connector.Split;
import dev.millrace.plan.ListSplit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A log whose records are lists, one for each batch, in two splits. It outlives its readers. */
final class BatchesSource implements ReplayableSource<Integer> {
    private final transient List<List<Integer>> batches = new ArrayList<>();

    void add(List<Integer> records) {
        batches.add(records);
    }

    @Override
    public String defaultName() {
        return "batches";
    }

    @Override
    public SourceReader<Integer> open(SourceContext context) {
        return new Reader();
    }

    private final class Reader implements SourceReader<Integer> {
        private int next;

        @Override
        public String identity() {
            return "batches";
        }

        @Override
        public Map<String, Position> initialPositions() {
            return Map.of("log", Position.ofLong(0));
        }

        @Override
        public void start(Map<String, Position> positions) {
            next = (int) positions.getOrDefault("log", Position.ofLong(0)).toLong();
        }

        @Override
        public SourceBatch<Integer> poll(long recordsMax) {
            if (next == batches.size()) {
                return SourceBatch.empty();
            }
            LogRange range = new LogRange("log", Position.ofLong(next), Position.ofLong(++next));
            return new SourceBatch<>(List.of(range), splits(range));
        }

        @Override
        public List<Split<Integer>> replay(List<LogRange> ranges) {
            List<Split<Integer>> splits = new ArrayList<>();
            ranges.forEach(range -> splits.addAll(splits(range)));
            return splits;
        }

        private List<Split<Integer>> splits(LogRange range) {
            return List.copyOf(ListSplit.slices(batches.get((int) range.from().toLong()), 2));
        }

        @Override
        public void close() {}
    }
}
