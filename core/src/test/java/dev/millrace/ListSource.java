package dev.millrace;

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
import java.util.TreeMap;

/** Logs that are lists; they outlive the readers. Positions are indexes. One thread. */
final class ListSource implements ReplayableSource<String> {
    final transient Map<String, List<String>> logs = new TreeMap<>();
    final transient List<Map<String, Position>> told = new ArrayList<>();
    final transient List<Map<String, Position>> started = new ArrayList<>();
    String identity = "lists";
    boolean fromTheEnd;
    int splitsOnReplay = 1;
    /** Called before each record is given; may throw. */
    transient MemorySinks.Trouble trouble = what -> {};

    ListSource with(String log, String... records) {
        logs.computeIfAbsent(log, name -> new ArrayList<>()).addAll(List.of(records));
        return this;
    }

    @Override
    public String defaultName() {
        return "lists";
    }

    @Override
    public SourceReader<String> open(SourceContext context) {
        return new Reader();
    }

    private final class Reader implements SourceReader<String> {
        private final Map<String, Position> positions = new HashMap<>();

        @Override
        public String identity() {
            return identity;
        }

        @Override
        public Map<String, Position> initialPositions() {
            Map<String, Position> initial = new HashMap<>();
            logs.forEach((log, records) -> initial.put(log, Position.ofLong(fromTheEnd ? records.size() : 0)));
            return initial;
        }

        @Override
        public void start(Map<String, Position> from) {
            positions.putAll(from);
            started.add(Map.copyOf(from));
        }

        @Override
        public SourceBatch<String> poll(long recordsMax) {
            List<LogRange> ranges = new ArrayList<>();
            long left = recordsMax;
            for (Map.Entry<String, List<String>> log : logs.entrySet()) {
                Position from = positions.getOrDefault(log.getKey(), Position.ofLong(0));
                long until = Math.min(log.getValue().size(), from.toLong() + left);
                if (until > from.toLong()) {
                    ranges.add(new LogRange(log.getKey(), from, Position.ofLong(until)));
                    left -= until - from.toLong();
                    positions.put(log.getKey(), Position.ofLong(until));
                }
            }
            return ranges.isEmpty() ? SourceBatch.empty() : new SourceBatch<>(ranges, splits(ranges));
        }

        private List<Split<String>> splits(List<LogRange> ranges) {
            List<Split<String>> splits = new ArrayList<>();
            for (LogRange range : ranges) {
                splits.add(new Slice(
                        List.copyOf(logs.getOrDefault(range.log(), List.of())
                                .subList((int) range.from().toLong(), (int)
                                        range.until().toLong())),
                        trouble));
            }
            return splits;
        }

        @Override
        public List<Split<String>> replay(List<LogRange> ranges) {
            List<Split<String>> splits = new ArrayList<>();
            for (int i = 0; i < splitsOnReplay; i++) {
                splits.addAll(splits(ranges));
            }
            return splits;
        }

        @Override
        public void committed(Map<String, Position> done) {
            told.add(Map.copyOf(done));
        }

        @Override
        public void close() {}
    }

    private record Slice(List<String> records, MemorySinks.Trouble trouble) implements Split<String> {
        @Override
        public void read(Emitter<? super String> out) throws Exception {
            for (String record : records) {
                trouble.before(record);
                out.accept(record);
            }
        }

        @Override
        public long recordCount() {
            return records.size();
        }
    }
}
