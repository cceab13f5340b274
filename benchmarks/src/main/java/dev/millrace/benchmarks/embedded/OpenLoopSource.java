package dev.millrace.benchmarks.embedded;

import dev.millrace.benchmarks.fork.OpenLoop;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The numbers of an {@link OpenLoop}: a log for each part, whose batches end at what is due. */
final class OpenLoopSource implements ReplayableSource<Long> {
    private final OpenLoop loop;

    OpenLoopSource(OpenLoop loop) {
        this.loop = loop;
    }

    @Override
    public String defaultName() {
        return "open loop";
    }

    @Override
    public SourceReader<Long> open(SourceContext context) {
        return new Reader();
    }

    private record Due(int part, long from, long until) implements Split<Long> {
        @Override
        public void read(Emitter<? super Long> out) {
            for (long index = from; index < until; index++) {
                out.accept(OpenLoop.number(part, index));
            }
        }
    }

    private final class Reader implements SourceReader<Long> {
        private final long[] next = new long[Batch.PARTS];

        @Override
        public String identity() {
            return defaultName();
        }

        @Override
        public Map<String, Position> initialPositions() {
            Map<String, Position> positions = new HashMap<>();
            for (int part = 0; part < Batch.PARTS; part++) {
                positions.put(String.valueOf(part), Position.ofLong(0));
            }
            return positions;
        }

        @Override
        public void start(Map<String, Position> positions) {
            // From the first numbers on.
        }

        @Override
        public SourceBatch<Long> poll(long recordsMax) {
            List<LogRange> ranges = new ArrayList<>();
            for (int part = 0; part < Batch.PARTS; part++) {
                long due = loop.due(part);
                if (due > next[part]) {
                    ranges.add(new LogRange(String.valueOf(part), Position.ofLong(next[part]), Position.ofLong(due)));
                    next[part] = due;
                }
            }
            return new SourceBatch<>(ranges, replay(ranges));
        }

        @Override
        public List<Split<Long>> replay(List<LogRange> ranges) {
            List<Split<Long>> splits = new ArrayList<>();
            for (LogRange range : ranges) {
                splits.add(new Due(
                        Integer.parseInt(range.log()),
                        range.from().toLong(),
                        range.until().toLong()));
            }
            return splits;
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }
}
