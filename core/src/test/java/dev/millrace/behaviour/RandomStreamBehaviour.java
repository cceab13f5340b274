package dev.millrace.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.BatchDriver;
import dev.millrace.DStream;
import dev.millrace.StreamingContext;
import dev.millrace.StreamingContextBuilder;
import dev.millrace.connector.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Random programs of streams, windows, state and side outputs show what their histories say, also where the process dies and
 * goes on from its checkpoint. {@code -Dmillrace.seed=N} runs one seed, {@code -Dmillrace.programs=N} so many.
 */
abstract class RandomStreamBehaviour {
    private static final Logger LOGGER = Logger.getLogger("dev.millrace.batch");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Instant BEGIN = Instant.ofEpochSecond(3_600);

    /** How large programs are, and how many. */
    record Size(int programs, int batches, int stepsMax) {}

    abstract Size size();

    /** A context without a checkpoint. */
    abstract StreamingContextBuilder builder();

    /** Contexts that go on from each other, on a new checkpoint. */
    abstract Supplier<StreamingContextBuilder> lives();

    /** How a failing seed is run again. */
    abstract String replay(long seed);

    /** Thousands of restarts are nothing to tell. */
    @BeforeEach
    void hush() {
        LOGGER.setLevel(Level.WARNING);
    }

    @AfterEach
    void tellAgain() {
        LOGGER.setLevel(null);
    }

    @Test
    void randomStreamsShowWhatTheirHistoriesSay() {
        Long only = Long.getLong("millrace.seed");
        long from = only == null ? 1 : only;
        long programs = only == null ? Long.getLong("millrace.programs", size().programs()) : 1;
        for (long seed = from; seed < from + programs; seed++) {
            RandomStreams program = new RandomStreams(seed, size().batches(), size().stepsMax());
            try {
                new Run(program).compare();
            } catch (Throwable t) {
                throw new AssertionError(program + "\n" + t.getMessage() + "\nagain: " + replay(seed), t);
            }
        }
    }

    /** The process dies here. */
    private static final class Death extends Error {}

    /** One program from its first batch to its last, over one or two lives. */
    private final class Run implements Clock {
        private final RandomStreams program;
        private final BatchesSource source = new BatchesSource();
        private final List<Map<Integer, String>> shown = new ArrayList<>();
        private final Supplier<StreamingContextBuilder> contexts;
        private Instant now = BEGIN;
        private boolean dying;
        private boolean died;

        Run(RandomStreams program) {
            this.program = program;
            this.contexts = program.dies() ? lives() : RandomStreamBehaviour.this::builder;
            program.expected().forEach(output -> shown.add(new TreeMap<>()));
        }

        void compare() {
            int batch = live(0);
            while (died) {
                died = false;
                batch = live(batch);
            }
            for (int output = 0; output < shown.size(); output++) {
                String all = String.join("\n", program.expected().get(output));
                assertEquals(all, String.join("\n", shown.get(output).values()), "output " + output);
            }
        }

        /** Runs batches until the process dies or the program ends; returns the next batch. */
        private int live(int first) {
            try (StreamingContext ssc = contexts.get()
                    .appName("random")
                    .batchInterval(SECOND)
                    .clock(this)
                    .build()) {
                List<DStream<Integer>> streams = program.on(ssc.sourceStream(source), SECOND);
                for (int output = 0; output < streams.size(); output++) {
                    see(streams.get(output), shown.get(output));
                }
                BatchDriver driver = ssc.startByHand();
                for (int batch = first; batch < program.batches(); batch++) {
                    now = BEGIN.plusSeconds(program.time(batch));
                    if (program.hasRecords(batch)) {
                        source.add(program.input(batch));
                    }
                    dying = program.diesIn(batch);
                    try {
                        driver.runBatch();
                    } catch (Death death) {
                        dying = false;
                        died = true;
                        return batch + 1;
                    }
                    if (program.diesAfter(batch)) {
                        driver.abandon();
                        died = true;
                        return batch + 1;
                    }
                }
            }
            return program.batches();
        }

        private void see(DStream<Integer> stream, Map<Integer, String> lines) {
            stream.foreachRDD((rdd, time) -> {
                int second = (int) (time.getEpochSecond() - BEGIN.getEpochSecond());
                String line = RandomStreams.line(second, rdd.collect());
                String before = lines.put(second, line);
                if (before != null) {
                    assertEquals(before, line, "a batch that ran again");
                }
                if (dying) {
                    throw new Death();
                }
            });
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public long nanoTime() {
            return Duration.between(BEGIN, now).toNanos();
        }

        @Override
        public void park(long deadlineNanos) {}

        @Override
        public void wake() {}
    }
}
