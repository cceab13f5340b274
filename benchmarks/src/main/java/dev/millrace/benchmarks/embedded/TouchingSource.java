package dev.millrace.benchmarks.embedded;

import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.program.Output;
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

/**
 * Endless batches that are computed from their numbers: the first ones bring each key from 0 on once, then each brings one key in a
 * hundred. Every process reads the same from a position, and what their running counts are can be computed without them.
 *
 * @param keys a multiple of 1,000
 */
record TouchingSource(int keys) implements ReplayableSource<Long> {
    static final int FILLING_BATCHES = 5;
    private static final int SHARE = 100;
    private static final String LOG = "touching";

    @Override
    public String defaultName() {
        return LOG;
    }

    @Override
    public SourceReader<Long> open(SourceContext context) {
        return new Reader(keys);
    }

    /** Which hundredth of the keys a batch touches that comes after the first ones. */
    private static int hundredth(long batch) {
        return (int) Long.remainderUnsigned(Digest.mix(batch), SHARE);
    }

    /** The hash of what a running count puts out for a batch. */
    String expected(long batch) {
        Digest digest = new Digest();
        if (batch < FILLING_BATCHES) {
            long each = keys / FILLING_BATCHES;
            for (long key = batch * each; key < (batch + 1) * each; key++) {
                Output.count(digest, key, 1L);
            }
            return digest.hash();
        }
        int touched = hundredth(batch);
        long count = 1;
        for (long earlier = FILLING_BATCHES; earlier <= batch; earlier++) {
            count += hundredth(earlier) == touched ? 1 : 0;
        }
        for (long key = touched; key < keys; key += SHARE) {
            Output.count(digest, key, count);
        }
        return digest.hash();
    }

    private record Part(int keys, long batch, int index) implements Split<Long> {
        @Override
        public void read(Emitter<? super Long> out) {
            boolean fills = batch < FILLING_BATCHES;
            long step = fills ? 1 : SHARE;
            long first = fills ? batch * (keys / FILLING_BATCHES) : hundredth(batch);
            int count = keys / (fills ? FILLING_BATCHES : SHARE);
            int from = (int) ((long) count * index / Batch.PARTS);
            int until = (int) ((long) count * (index + 1) / Batch.PARTS);
            for (int i = from; i < until; i++) {
                out.accept(first + i * step);
            }
        }
    }

    private static final class Reader implements SourceReader<Long> {
        private final int keys;
        private long next;

        private Reader(int keys) {
            this.keys = keys;
        }

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
            next = positions.getOrDefault(LOG, Position.ofLong(0)).toLong();
        }

        @Override
        public SourceBatch<Long> poll(long recordsMax) {
            LogRange range = new LogRange(LOG, Position.ofLong(next), Position.ofLong(next + 1));
            return new SourceBatch<>(List.of(range), parts(next++));
        }

        @Override
        public List<Split<Long>> replay(List<LogRange> ranges) {
            return parts(ranges.get(0).from().toLong());
        }

        private List<Split<Long>> parts(long batch) {
            List<Split<Long>> parts = new ArrayList<>();
            for (int index = 0; index < Batch.PARTS; index++) {
                parts.add(new Part(keys, batch, index));
            }
            return parts;
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }
}
