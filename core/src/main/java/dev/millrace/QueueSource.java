package dev.millrace;

import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.Clock;
import dev.millrace.connector.LogRange;
import dev.millrace.connector.Position;
import dev.millrace.connector.SourceBatch;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.SourceReader;
import dev.millrace.connector.Split;
import dev.millrace.connector.VolatileSource;
import dev.millrace.engine.BatchInputs;
import dev.millrace.engine.EmbeddedEngine;
import dev.millrace.engine.EngineBatch;
import dev.millrace.plan.ListSplit;
import dev.millrace.plan.Read;
import dev.millrace.plan.ReadInput.FixedSplits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * RDDs from a queue that the program fills: one a batch, or all that are there. Those that operations made of others are computed
 * when a batch takes them. Nothing of it outlives the process.
 */
final class QueueSource<T> implements VolatileSource<T> {
    private static final String LOG = "queue";

    private final transient Queue<RDD<T>> queue;
    private final boolean oneAtATime;
    private final transient @Nullable RDD<T> otherwise;

    /** {@code otherwise} is what a batch reads while the queue is empty; null for nothing. */
    QueueSource(Queue<RDD<T>> queue, boolean oneAtATime, @Nullable RDD<T> otherwise) {
        this.queue = Checks.argument(queue, "queue");
        this.oneAtATime = oneAtATime;
        this.otherwise = otherwise;
    }

    @Override
    public String defaultName() {
        return "queue";
    }

    @Override
    public SourceReader<T> open(SourceContext context) {
        return new Reader<>(queue, oneAtATime, otherwise, context.clock());
    }

    /** What is there already is read in place; what operations make of it is computed now, by this thread. */
    private static <T> List<? extends Split<T>> splitsOf(RDD<T> rdd, Clock clock) {
        if (rdd.plan() instanceof Read<T> read && read.input() instanceof FixedSplits<T> fixed) {
            return fixed.splits();
        }
        if (!rdd.isTemplate()) {
            throw new MillraceException(
                    Kind.USER_CODE,
                    "queueStream was given an RDD of a batch, which is gone with it: " + rdd
                            + ". Queue its records, as parallelize(rdd.collect())");
        }
        Instant time = clock.instant();
        try (EmbeddedEngine engine = EmbeddedEngine.create("queue", 1, clock)) {
            EngineBatch batch = engine.begin(new BatchInputs(0, time, time, 0, 0, 1, Map.of()));
            List<List<T>> partitions = batch.run(rdd.plan(), new CollectAction<>(Integer.MAX_VALUE));
            return partitions.stream().map(ListSplit::new).toList();
        }
    }

    /** Has the queue itself: an idle batch asks each of a thousand. */
    private static final class Reader<T> implements SourceReader<T> {
        private final Queue<RDD<T>> queue;
        private final boolean oneAtATime;
        private final @Nullable RDD<T> otherwise;
        private final Clock clock;
        private Position position = Position.ofLong(0);

        private Reader(Queue<RDD<T>> queue, boolean oneAtATime, @Nullable RDD<T> otherwise, Clock clock) {
            this.queue = queue;
            this.oneAtATime = oneAtATime;
            this.otherwise = otherwise;
            this.clock = clock;
        }

        @Override
        public String identity() {
            return "queue";
        }

        @Override
        public Map<String, Position> initialPositions() {
            return Map.of(LOG, position);
        }

        @Override
        public void start(Map<String, Position> positions) {
            position = positions.getOrDefault(LOG, position);
        }

        @Override
        public SourceBatch<T> poll(long recordsMax) {
            RDD<T> next = queue.poll();
            if (next == null) {
                next = otherwise;
            }
            if (next == null) {
                return SourceBatch.empty();
            }
            List<Split<T>> splits = new ArrayList<>(splitsOf(next, clock));
            long taken = 1;
            RDD<T> more = oneAtATime ? null : queue.poll();
            while (more != null) {
                splits.addAll(splitsOf(more, clock));
                taken++;
                more = queue.poll();
            }
            Position until = Position.ofLong(position.toLong() + taken);
            LogRange range = new LogRange(LOG, position, until);
            position = until;
            return new SourceBatch<>(List.of(range), splits);
        }

        @Override
        public List<Split<T>> replay(List<LogRange> ranges) {
            return List.of();
        }

        @Override
        public void close() {}
    }
}
