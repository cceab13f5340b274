package dev.millrace.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.connector.SinkTask;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the contract tests of all sinks share: a world to look at, records, and tasks. */
abstract class SinkContractTest<T> {
    static final String SINK = "sink";

    /** Something that may fail as the world does. */
    interface Step {
        void run() throws Exception;
    }

    /** A record; different numbers make different ones. */
    protected abstract T record(int number);

    /** Everything that a reader of the world finds there now, in any order. */
    protected abstract List<T> visible() throws Exception;

    /** What tells two records apart; for records without {@code equals}, such as byte arrays. */
    protected Object identity(T record) {
        return Objects.requireNonNull(record);
    }

    /** The calls that the sink makes to its world, to be disturbed; null if they can't be. */
    protected @Nullable Faults faults() {
        return null;
    }

    static SinkTask task(long batch, int partition, long epoch, int attempt) {
        return new SinkTask(SINK, batch, partition, epoch, attempt);
    }

    List<T> records(int from, int until) {
        List<T> records = new ArrayList<>();
        for (int i = from; i < until; i++) {
            records.add(record(i));
        }
        return records;
    }

    /** Records that end with a failure of the program after {@code given} of them. */
    Iterator<T> failingAfter(int given, List<T> records, RuntimeException failure) {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public T next() {
                if (next == given) {
                    throw failure;
                }
                return records.get(next++);
            }
        };
    }

    void assertVisible(int until) throws Exception {
        assertVisible(0, until, "");
    }

    void assertVisible(int from, int until, String when) throws Exception {
        assertEquals(sorted(records(from, until)), sorted(visible()), when);
    }

    List<Object> sorted(List<T> records) {
        return records.stream()
                .<Object>map(this::identity)
                .sorted(Comparator.comparing(Object::toString))
                .toList();
    }

    Faults disturbable() {
        Faults faults = faults();
        assumeTrue(faults != null, "the world of this sink can't be disturbed");
        return Objects.requireNonNull(faults);
    }

    /** How a step ended whose world was to be disturbed. */
    enum Outcome {
        /** It ended before the call that was to fail. */
        UNDISTURBED,
        /** Its world failed, it tried again and got through. */
        RECOVERED,
        FAILED
    }

    static Outcome disturb(Faults faults, Step step) throws Exception {
        try {
            step.run();
        } catch (SimulatedCrash | Exception e) {
            if (faults.struck() == null) {
                throw e;
            }
            return Outcome.FAILED;
        }
        if (faults.isCrashed()) {
            throw new AssertionError("went on although its process was dead: " + faults.struck());
        }
        return faults.struck() == null ? Outcome.UNDISTURBED : Outcome.RECOVERED;
    }

    static void assertRefused(Step step, String why) {
        assertThrows(Exception.class, step::run, why);
    }
}
