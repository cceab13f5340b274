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

/**
 * Gives the same batch every time. Its tasks walk over the arrays themselves, which are in this process: what the peer's
 * input does, too.
 */
final class MemorySource<T> implements ReplayableSource<T> {
    private static final String LOG = "memory";

    /** The tasks run in this JVM: they are told where the records are, and don't carry them. */
    private static volatile Batch<?> shared = new Batch<>(List.<Object[]>of());

    private MemorySource() {}

    /** One batch per process. */
    static <T> MemorySource<T> of(Batch<T> batch) {
        shared = batch;
        return new MemorySource<>();
    }

    @Override
    public String defaultName() {
        return LOG;
    }

    @Override
    public SourceReader<T> open(SourceContext context) {
        return new Reader<>();
    }

    private record Part<T>(int index) implements Split<T> {
        @Override
        @SuppressWarnings("unchecked") // the batch that the source was given
        public void read(Emitter<? super T> out) {
            for (T record : (T[]) shared.parts().get(index)) {
                out.accept(record);
            }
        }
    }

    private static final class Reader<T> implements SourceReader<T> {
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
            LogRange range = new LogRange(LOG, Position.ofLong(next), Position.ofLong(next + 1));
            next++;
            return new SourceBatch<>(List.of(range), parts());
        }

        private List<Split<T>> parts() {
            List<Split<T>> parts = new ArrayList<>();
            for (int part = 0; part < Batch.PARTS; part++) {
                parts.add(new Part<>(part));
            }
            return parts;
        }

        @Override
        public List<Split<T>> replay(List<LogRange> ranges) {
            return parts();
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }
}
