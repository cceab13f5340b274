package dev.millrace.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.RDD;
import dev.millrace.connector.OpenSplit;
import dev.millrace.connector.Reading;
import dev.millrace.connector.Split;
import dev.millrace.engine.BatchInputs;
import dev.millrace.engine.EngineBatch;
import dev.millrace.function.Emitter;
import dev.millrace.plan.Read;
import dev.millrace.plan.SourceInput;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.StreamBlockId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

/** What tasks read before their batch: kept, lost and dropped. */
class ReadingStageTest {
    private static final AtomicInteger READ_AGAIN = new AtomicInteger();

    private static LocalSpark spark;

    @BeforeAll
    static void start() {
        spark = new LocalSpark();
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    @BeforeEach
    void nothingWasReadAgain() {
        READ_AGAIN.set(0);
    }

    private record Numbers(int from, int until) implements OpenSplit<Integer, Integer> {
        @Override
        public String log() {
            return "from " + from;
        }

        @Override
        public Integer read(Emitter<? super Integer> out) {
            for (int i = from; i < until; i++) {
                out.accept(i);
            }
            return until;
        }
    }

    private record Again(int from, int until) implements Split<Integer> {
        @Override
        public void read(Emitter<? super Integer> out) {
            READ_AGAIN.incrementAndGet();
            for (int i = from; i < until && !out.isStopped(); i++) {
                out.accept(i);
            }
        }
    }

    /** A batch of what an engine has read, with what is to be read again. */
    private static final class Batch {
        private final SourceInput<Integer> source = new SourceInput<>("numbers");
        private final EngineBatch running;

        @SuppressWarnings("unchecked") // the readings are of numbers
        Batch(SparkEngine engine, List<Numbers> asked) {
            List<? extends Reading<?, ?>> readings = engine.read(1, asked);
            List<Split<Integer>> splits = new ArrayList<>();
            for (int i = 0; i < asked.size(); i++) {
                Reading<Integer, Integer> reading = (Reading<Integer, Integer>) readings.get(i);
                Numbers numbers = asked.get(i);
                assertEquals(numbers.until(), reading.result());
                assertEquals(numbers.until() - numbers.from(), reading.records());
                splits.add(reading.orElse(new Again(numbers.from(), numbers.until())));
            }
            running = engine.begin(
                    new BatchInputs(1, Instant.ofEpochSecond(1), Instant.EPOCH, 1, 0, 2, Map.of(source, splits)));
        }

        List<Integer> collect() {
            return RDD.in(running, new Read<>(source)).collect();
        }

        List<Integer> take(int records) {
            return RDD.in(running, new Read<>(source)).take(records);
        }
    }

    private static List<BlockId> blocks() {
        return CollectionConverters.asJava(
                SparkEnv.get().blockManager().getMatchingBlockIds(id -> id instanceof StreamBlockId));
    }

    private static void awaitNoBlocks() {
        while (!blocks().isEmpty()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void whatWasReadIsKeptForAllJobsOfItsBatchAndThenDropped() {
        try (SparkEngine engine = spark.sparkEngine()) {
            Batch batch = new Batch(engine, List.of(new Numbers(0, 3), new Numbers(7, 7), new Numbers(10, 12)));
            assertEquals(2, blocks().size(), "nothing is kept of what was empty");
            assertEquals(List.of(0, 1, 2, 10, 11), batch.collect());
            assertEquals(List.of(0, 1, 2, 10, 11), batch.collect());
            batch.running.commit();
            awaitNoBlocks();
        }
        assertEquals(0, READ_AGAIN.get());
    }

    @Test
    void whatIsLostIsReadAgainOnceForAllJobsOfTheBatch() {
        try (SparkEngine engine = spark.sparkEngine()) {
            Batch batch = new Batch(engine, List.of(new Numbers(0, 3), new Numbers(10, 12)));
            blocks().forEach(block -> SparkEnv.get().blockManager().removeBlock(block, true));
            assertEquals(List.of(0), batch.take(1), "not all of it is wanted, and so it isn't kept");
            assertEquals(1, READ_AGAIN.get());
            assertEquals(List.of(0, 1, 2, 10, 11), batch.collect());
            assertEquals(3, READ_AGAIN.get());
            assertEquals(List.of(0, 1, 2, 10, 11), batch.collect());
            assertEquals(3, READ_AGAIN.get());
            batch.running.abort();
            awaitNoBlocks();
        }
    }

    @Test
    void whatWasReadForNoBatchIsDroppedByTheNextReading() {
        try (SparkEngine engine = spark.sparkEngine()) {
            engine.read(1, List.of(new Numbers(0, 3)));
            engine.read(1, List.of(new Numbers(3, 3)));
            awaitNoBlocks();
        }
    }
}
