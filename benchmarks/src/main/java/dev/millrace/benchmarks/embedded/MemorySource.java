package dev.millrace.benchmarks.embedded;

import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Recipe;
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
import java.util.function.IntUnaryOperator;
import java.util.function.LongPredicate;

/**
 * Gives batches of a recipe. Its tasks walk over the arrays themselves, which are in their process: what the peer's input
 * does, too.
 */
final class MemorySource<T> implements ReplayableSource<T> {
    private static final String LOG = "memory";

    private final Recipe recipe;
    private final IntUnaryOperator order;
    private final LongPredicate isDue;

    private MemorySource(Recipe recipe, IntUnaryOperator order, LongPredicate isDue) {
        this.recipe = recipe;
        this.order = order;
        this.isDue = isDue;
    }

    /** The first batch again and again. */
    static <T> MemorySource<T> first(Recipe recipe) {
        return new MemorySource<>(recipe, number -> 0, number -> true);
    }

    /** One batch after the other; {@code order} says which is the one with a number. */
    static <T> MemorySource<T> series(Recipe recipe, IntUnaryOperator order) {
        return new MemorySource<>(recipe, order, number -> true);
    }

    /** The first batch as often as it is due; {@code isDue} is asked for the next one by its number. */
    static <T> MemorySource<T> whenDue(Recipe recipe, LongPredicate isDue) {
        return new MemorySource<>(recipe, number -> 0, isDue);
    }

    @Override
    public String defaultName() {
        return LOG;
    }

    @Override
    public SourceReader<T> open(SourceContext context) {
        return new Reader<>(recipe, order, isDue);
    }

    private record Part<T>(Recipe recipe, int batch, int index) implements Split<T> {
        @Override
        public void read(Emitter<? super T> out) {
            for (T record : recipe.<T>batches().get(batch).parts().get(index)) {
                out.accept(record);
            }
        }
    }

    private static final class Reader<T> implements SourceReader<T> {
        private final Recipe recipe;
        private final IntUnaryOperator order;
        private final LongPredicate isDue;
        private long next;

        private Reader(Recipe recipe, IntUnaryOperator order, LongPredicate isDue) {
            this.recipe = recipe;
            this.order = order;
            this.isDue = isDue;
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
            next = 0;
        }

        @Override
        public SourceBatch<T> poll(long recordsMax) {
            if (!isDue.test(next)) {
                return new SourceBatch<>(List.of(), List.of());
            }
            LogRange range = new LogRange(LOG, Position.ofLong(next), Position.ofLong(next + 1));
            return new SourceBatch<>(List.of(range), parts(next++));
        }

        private List<Split<T>> parts(long number) {
            List<Split<T>> parts = new ArrayList<>();
            for (int part = 0; part < Batch.PARTS; part++) {
                parts.add(new Part<>(recipe, order.applyAsInt((int) number), part));
            }
            return parts;
        }

        @Override
        public List<Split<T>> replay(List<LogRange> ranges) {
            return parts(ranges.get(0).from().toLong());
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }
}
