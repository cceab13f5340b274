package dev.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.batch.MemoryStorage;
import dev.millrace.connector.LogRange;
import dev.millrace.connector.OpenReader;
import dev.millrace.connector.OpenSplit;
import dev.millrace.connector.Position;
import dev.millrace.connector.Reading;
import dev.millrace.connector.ReplayableSource;
import dev.millrace.connector.SourceBatch;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.SourceReader;
import dev.millrace.connector.Split;
import dev.millrace.function.Emitter;
import dev.millrace.status.BatchStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sources that the engine reads before a batch is sealed. */
class ReadByTasksTest {
    private static final List<Integer> LOG = new ArrayList<>();
    private static final List<String> CALLS = new ArrayList<>();

    private final HandClock clock = new HandClock();
    private final MemoryStorage storage = new MemoryStorage();
    private final List<Integer> seen = new ArrayList<>();
    private boolean dies;

    private static final class Death extends Error {}

    private record Numbers(String defaultName, int perBatch) implements ReplayableSource<Integer> {
        @Override
        public SourceReader<Integer> open(SourceContext context) {
            return new Reader(defaultName, perBatch);
        }
    }

    private record Open(int from, int until) implements OpenSplit<Integer, Integer> {
        @Override
        public String log() {
            return "log";
        }

        @Override
        public Integer read(Emitter<? super Integer> out) {
            if (LOG.contains(-1)) {
                throw new IllegalStateException("no answer");
            }
            int end = Math.min(until, LOG.size());
            LOG.subList(from, end).forEach(out::accept);
            return end;
        }
    }

    private static final class Reader implements OpenReader<Integer, Integer> {
        private final String name;
        private final int perBatch;
        private SourceBatch<Integer> next = SourceBatch.empty();
        private int position;

        private Reader(String name, int perBatch) {
            this.name = name;
            this.perBatch = perBatch;
        }

        @Override
        public List<OpenSplit<Integer, Integer>> toRead(long recordsMax) {
            return perBatch == 0 ? List.of() : List.of(new Open(position, position + perBatch));
        }

        @Override
        public void wasRead(List<Reading<Integer, Integer>> readings) {
            Reading<Integer, Integer> reading = readings.get(0);
            CALLS.add(name + " " + readings.size() + " " + reading.records());
            LogRange range = new LogRange("log", Position.ofLong(position), Position.ofLong(reading.result()));
            position = reading.result();
            next = range.isEmpty()
                    ? SourceBatch.empty()
                    : new SourceBatch<>(
                            List.of(range),
                            List.of(reading.orElse(replay(List.of(range)).get(0))));
        }

        @Override
        public SourceBatch<Integer> poll(long recordsMax) {
            SourceBatch<Integer> taken = next;
            next = SourceBatch.empty();
            return taken;
        }

        @Override
        public List<Split<Integer>> replay(List<LogRange> ranges) {
            int from = (int) ranges.get(0).from().toLong();
            int until = (int) ranges.get(0).until().toLong();
            return List.of(out -> LOG.subList(from, until).forEach(out::accept));
        }

        @Override
        public String identity() {
            return "numbers";
        }

        @Override
        public Map<String, Position> initialPositions() {
            return Map.of("log", Position.ofLong(0));
        }

        @Override
        public void start(Map<String, Position> positions) {
            position = positions.values().stream()
                    .mapToInt(at -> (int) at.toLong())
                    .max()
                    .orElse(0);
        }

        @Override
        public void close() {}
    }

    private StreamingContext program(Numbers... sources) {
        LOG.clear();
        CALLS.clear();
        return again(sources);
    }

    private StreamingContext again(Numbers... sources) {
        StreamingContext ssc = StreamingContext.builder()
                .appName("by tasks")
                .master("local[2]")
                .batchInterval(Duration.ofMillis(100))
                .clock(clock)
                .checkpointStorage(() -> storage)
                .batchSteps((step, batch) -> {
                    if (dies && step == BatchStep.SEALED) {
                        throw new Death();
                    }
                })
                .build();
        for (Numbers source : sources) {
            ssc.sourceStream(source).foreachRDD(rdd -> seen.addAll(rdd.collect()));
        }
        return ssc;
    }

    @Test
    void whatTasksReadIsTheBatchAndAnEmptyReadingIsNone() {
        try (StreamingContext ssc = program(new Numbers("a", 2), new Numbers("none", 0), new Numbers("b", 3))) {
            BatchDriver driver = ssc.startByHand();
            LOG.addAll(List.of(1, 2, 3));
            driver.runBatch();
            assertEquals(List.of(1, 2, 1, 2, 3), seen);
            driver.runBatch();
            assertEquals(List.of(1, 2, 1, 2, 3, 3), seen);
            assertEquals(2, ssc.status().batchesDone());
            driver.runBatch();
            assertEquals(2, ssc.status().batchesDone());
        }
        assertEquals(List.of("a 1 2", "b 1 3", "a 1 1", "b 1 0", "a 1 0", "b 1 0"), CALLS);
    }

    @Test
    void aBatchInDoubtReadsTheSealedRangeThoughMoreIsThereByNow() {
        StreamingContext first = program(new Numbers("a", 10));
        BatchDriver driver = first.startByHand();
        LOG.addAll(List.of(1, 2));
        dies = true;
        assertThrows(Death.class, driver::runBatch);
        first.close();
        dies = false;
        LOG.add(3);
        try (StreamingContext ssc = again(new Numbers("a", 10))) {
            BatchDriver next = ssc.startByHand();
            assertEquals(List.of(1, 2), seen);
            next.runBatch();
            assertEquals(List.of(1, 2, 3), seen);
        }
    }

    @Test
    void aReadingThatFailsFailsBeforeAnythingIsSealed() {
        try (StreamingContext ssc = program(new Numbers("a", 10))) {
            BatchDriver driver = ssc.startByHand();
            LOG.add(-1);
            MillraceException failed = assertThrows(MillraceException.class, driver::runBatch);
            assertEquals(MillraceException.Kind.EXTERNAL_SYSTEM, failed.kind());
            assertEquals(
                    "batch 1: reading log 'log' failed: java.lang.IllegalStateException: no answer",
                    failed.getMessage());
        }
    }
}
