package dev.millrace.benchmarks.embedded;

import dev.millrace.benchmarks.input.Batch;
import dev.millrace.connector.LogRange;
import dev.millrace.connector.Position;
import dev.millrace.connector.ReplayableSource;
import dev.millrace.connector.SourceBatch;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.SourceReader;
import dev.millrace.connector.Split;
import dev.millrace.function.Emitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An endless stream of the records in memory, again and again: each batch takes the next ones, the same number every time. */
final class SliceSource<T> implements ReplayableSource<T> {
    private static final String LOG = "slices";

    private final Batch<T> records;
    private final int perPart;

    /** @param perPart how many records a batch takes of each part */
    SliceSource(Batch<T> records, int perPart) {
        this.records = records;
        this.perPart = perPart;
    }

    @Override
    public String defaultName() {
        return LOG;
    }

    @Override
    public SourceReader<T> open(SourceContext context) {
        return new Reader();
    }

    private static final class Slice<T> implements Split<T> {
        private final T[] part;
        private final long from;
        private final int count;

        Slice(T[] part, long from, int count) {
            this.part = part;
            this.from = from;
            this.count = count;
        }

        @Override
        public void read(Emitter<? super T> out) {
            int left = count;
            int next = (int) (from % part.length);
            while (left > 0) {
                int end = Math.min(part.length, next + left);
                left -= end - next;
                while (next < end) {
                    out.accept(part[next++]);
                }
                next = 0;
            }
        }
    }

    private final class Reader implements SourceReader<T> {
        private long next;

        @Override
        public String identity() {
            return LOG;
        }

        @Override
        public Map<String, Position> initialPositions() {
            return Map.of(LOG, Position.ofLong(0));
        }

        @Override
        public void start(Map<String, Position> positions) {
            next = 0;
        }

        @Override
        public SourceBatch<T> poll(long recordsMax) {
            LogRange range = new LogRange(LOG, Position.ofLong(next), Position.ofLong(next + perPart));
            List<Split<T>> slices = slices(next);
            next += perPart;
            return new SourceBatch<>(List.of(range), slices);
        }

        private List<Split<T>> slices(long from) {
            List<Split<T>> slices = new ArrayList<>();
            for (T[] part : records.parts()) {
                slices.add(new Slice<>(part, from, perPart));
            }
            return slices;
        }

        @Override
        public List<Split<T>> replay(List<LogRange> ranges) {
            return slices(ranges.get(0).from().toLong());
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }
}
