package dev.millrace.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.connector.GroupingSink;
import dev.millrace.connector.Prepared;
import dev.millrace.connector.Sink;
import dev.millrace.connector.SinkContext;
import dev.millrace.connector.SinkTask;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the contract tests of all sinks share: a world to look at, records, and tasks. */
abstract class SinkContractTest<T> {
    static final String SINK = "sink";

    /** Something that may fail as the world does. */
    interface Step {
        void run() throws Exception;
    }

    /** The sink under test, new. */
    protected abstract Sink<T> sink() throws Exception;

    /** Has the sink write one batch of one partition, so that all of it is seen. */
    abstract <R> void deliver(Sink<R> to, SinkTask task, List<R> records) throws Exception;

    final void deliver(Sink<T> to, long batch, long epoch, int from, int until) throws Exception {
        deliver(to, task(batch, 0, epoch, 0), records(from, until));
    }

    /** Whether a copy by serialization reaches the same world: not so for a sink whose world is in memory. */
    protected boolean isSerializable() {
        return true;
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

    private Sink<T> opened(Sink<T> sink) throws Exception {
        return sink.open(new SinkContext("contract", SINK, new ManualClock()));
    }

    @Test
    void eachStartOpensTheSameDescriptionAnewAndClosesIt() throws Exception {
        Sink<T> description = sink();
        String name = description.defaultName();
        for (int start = 1; start <= 3; start++) {
            Sink<T> opened = opened(description);
            assertEquals(name, opened.defaultName());
            deliver(opened, start, start, 2 * start - 2, 2 * start);
            opened.close();
            assertVisible(0, 2 * start, "closing changed what is seen at start " + start);
        }
    }

    @Test
    void closingTwiceOrWithoutOpeningIsNoError() throws Exception {
        Sink<T> opened = opened(sink());
        opened.close();
        opened.close();
        sink().close();
        assertVisible(0);
    }

    @Test
    void openingWritesNothing() throws Exception {
        deliver(sink(), 1, 1, 0, 2);
        opened(sink()).close();
        assertVisible(2);
    }

    @Test
    void aCopyOfAnOpenedSinkWorksWithoutWhatItHeld() throws Exception {
        assumeTrue(isSerializable(), "the world of this sink is in memory");
        Sink<T> opened = opened(sink());
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(opened);
            }
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                @SuppressWarnings("unchecked") // a copy is what it was
                Sink<T> copy = (Sink<T>) in.readObject();
                deliver(copy, 1, 1, 0, 2);
                copy.close();
            }
            deliver(opened, 2, 1, 2, 4);
        } finally {
            opened.close();
        }
        assertVisible(4);
    }

    @Test
    void whatIsPreparedOfSeveralBatchesIsWrittenAtOnce() throws Exception {
        Sink<T> opened = opened(sink());
        try {
            assumeTrue(opened instanceof GroupingSink, "it writes each batch by itself");
            @SuppressWarnings("unchecked") // it prepares its own records
            GroupingSink<T, Object> grouping = (GroupingSink<T, Object>) opened;
            deliver(opened, 1, 1, 0, 2);
            List<Object> prepared = new ArrayList<>();
            prepared.addAll(prepare(grouping, task(2, 0, 1, 0), 2, 4));
            prepared.addAll(prepare(grouping, task(2, 1, 1, 0), 4, 6));
            prepared.addAll(prepare(grouping, task(4, 0, 1, 0), 6, 7));
            assertVisible(0, 2, "preparing writes nothing");
            deliver(grouping.ofPrepared(), task(4, 0, 1, 0), prepared);
            assertVisible(7);
            deliver(opened, 5, 1, 7, 8);
            assertVisible(8);
        } finally {
            opened.close();
        }
    }

    private List<Object> prepare(GroupingSink<T, Object> sink, SinkTask task, int from, int until) throws Exception {
        Prepared<Object> prepared = sink.prepare(task, records(from, until).iterator());
        assertTrue(prepared.bytes() >= 0);
        return prepared.records();
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
