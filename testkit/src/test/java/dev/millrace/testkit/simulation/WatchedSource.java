package dev.millrace.testkit.simulation;

import dev.millrace.connector.LogRange;
import dev.millrace.connector.Position;
import dev.millrace.connector.ReplayableSource;
import dev.millrace.connector.SourceBatch;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.SourceReader;
import dev.millrace.connector.Split;
import dev.millrace.testkit.TestSource;
import java.util.List;
import java.util.Map;

/** A test source that notes which ranges it gave last, and whether they were asked for or prescribed. */
final class WatchedSource implements ReplayableSource<Event> {
    private final TestSource<Event> source;
    private final Mutation mutation;
    private final Runnable polled;
    private List<LogRange> lastRanges = List.of();

    /** {@code polled} is run at each tick. */
    WatchedSource(TestSource<Event> source, Mutation mutation, Runnable polled) {
        this.source = source;
        this.mutation = mutation;
        this.polled = polled;
    }

    /** What the batch reads that has just begun; asked once. */
    List<LogRange> takeRanges() {
        List<LogRange> taken = lastRanges;
        lastRanges = List.of();
        return taken;
    }

    @Override
    public String defaultName() {
        return source.defaultName();
    }

    @Override
    public SourceReader<Event> open(SourceContext context) {
        SourceReader<Event> reader = source.open(context);
        lastRanges = List.of();
        return new SourceReader<>() {
            @Override
            public String identity() {
                return reader.identity();
            }

            @Override
            public Map<String, Position> initialPositions() {
                return reader.initialPositions();
            }

            @Override
            public void start(Map<String, Position> positions) {
                reader.start(mutation == Mutation.POSITIONS_ARE_NOT_RESTORED ? reader.initialPositions() : positions);
            }

            @Override
            public SourceBatch<Event> poll(long recordsMax) {
                polled.run();
                SourceBatch<Event> batch = reader.poll(recordsMax);
                lastRanges = batch.ranges();
                return batch;
            }

            @Override
            public List<Split<Event>> replay(List<LogRange> ranges) {
                lastRanges = ranges;
                List<Split<Event>> splits = reader.replay(ranges);
                if (mutation == Mutation.A_REPLAY_READS_LESS) {
                    return splits.stream()
                            .<Split<Event>>map(WatchedSource::withoutTheFirst)
                            .toList();
                }
                return splits;
            }

            @Override
            public void committed(Map<String, Position> positions) {
                reader.committed(positions);
            }

            @Override
            public boolean isForgotten(String log, Position position) {
                return reader.isForgotten(log, position);
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }

    private static Split<Event> withoutTheFirst(Split<Event> split) {
        return out -> {
            boolean[] first = {true};
            split.read(event -> {
                if (!first[0]) {
                    out.accept(event);
                }
                first[0] = false;
            });
        };
    }
}
