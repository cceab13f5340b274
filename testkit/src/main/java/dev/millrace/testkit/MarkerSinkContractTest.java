package dev.millrace.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.connector.MarkerSink;
import dev.millrace.connector.Sink;
import dev.millrace.connector.SinkTask;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What every marker sink promises: a partition of a batch is written once, with its mark, or not at all, and a driver
 * that was replaced writes nothing. The author of one extends this class and says how to look at the world that the sink
 * writes to. Each test begins in a world of its own, prepared by the subclass's {@code @BeforeEach} or constructor; each
 * call of {@link #sink()} describes that same world, as a program that is started again would.
 */
public abstract class MarkerSinkContractTest<T> extends SinkContractTest<T> {
    @Override
    protected abstract MarkerSink<T> sink() throws Exception;

    @Override
    final <R> void deliver(Sink<R> to, SinkTask task, List<R> records) throws Exception {
        ((MarkerSink<R>) to).write(task, records.iterator());
    }

    @Test
    void whatIsWrittenIsSeen() throws Exception {
        write(1, 0, 1, 0, 0, 3);
        write(1, 1, 1, 0, 3, 5);
        write(2, 0, 1, 0, 5, 6);
        assertVisible(6);
    }

    @Test
    void writingAgainChangesNothing() throws Exception {
        MarkerSink<T> sink = sink();
        sink.write(task(1, 0, 1, 0), records(0, 3).iterator());
        sink.write(task(1, 0, 1, 0), records(0, 3).iterator());
        sink.write(task(1, 0, 1, 1), records(0, 3).iterator());
        assertVisible(3);
    }

    @Test
    void writingAgainAfterARestartChangesNothing() throws Exception {
        write(1, 0, 1, 0, 0, 3);
        write(1, 0, 2, 0, 0, 3);
        write(1, 1, 2, 0, 3, 5);
        assertVisible(5);
    }

    @Test
    void partitionsWithoutRecordsAreNoTrouble() throws Exception {
        write(1, 0, 1, 0, 0, 0);
        write(1, 0, 1, 1, 0, 0);
        write(1, 1, 1, 0, 0, 2);
        assertVisible(2);
    }

    @Test
    void twoSinksInOneWorldHaveMarksOfTheirOwn() throws Exception {
        sink().write(new SinkTask("one", 1, 0, 1, 0), records(0, 2).iterator());
        sink().write(new SinkTask("two", 1, 0, 1, 0), records(2, 4).iterator());
        assertVisible(4);
    }

    @Test
    void anAttemptThatFailsAtAnyRecordWritesNothing() throws Exception {
        List<T> records = records(0, 4);
        for (int given = 0; given < records.size(); given++) {
            IllegalStateException failure = new IllegalStateException("at record " + given);
            int attempt = given;
            int after = given;
            assertThrows(
                    Exception.class, () -> sink().write(task(1, 0, 1, attempt), failingAfter(after, records, failure)));
            assertVisible(0);
        }
        write(1, 0, 1, 9, 0, 4);
        assertVisible(4);
    }

    @Test
    void aDriverThatWasReplacedWritesNothing() throws Exception {
        MarkerSink<T> zombie = sink();
        zombie.write(task(1, 0, 1, 0), records(0, 2).iterator());
        write(2, 0, 2, 0, 2, 4);
        assertRefused(
                () -> zombie.write(task(2, 1, 1, 0), records(9, 11).iterator()), "another partition of the batch");
        assertVisible(4);
        assertRefused(() -> zombie.write(task(3, 0, 1, 0), records(9, 11).iterator()), "the next batch");
        assertVisible(4);
        write(3, 0, 2, 0, 4, 6);
        assertVisible(6);
    }

    @Test
    void aFailureOrCrashAtAnyCallWritesAllOrNothingAndIsMadeGood() throws Exception {
        Faults faults = disturbable();
        long batch = 0;
        for (Faults.Effect effect : Faults.Effect.values()) {
            Outcome outcome = Outcome.FAILED;
            for (int call = 1; outcome != Outcome.UNDISTURBED; call++) {
                int before = (int) (batch * 3);
                int after = before + 3;
                batch++;
                long current = batch;
                faults.at(call, effect);
                outcome = disturb(
                        faults,
                        () -> sink().write(
                                        task(current, 0, current, 0),
                                        records(before, after).iterator()));
                String where = effect + " at call " + call;
                faults.clear();
                int seen = visible().size();
                boolean mayBeMissing = outcome == Outcome.FAILED;
                assertVisible(0, mayBeMissing && seen == before ? before : after, where);
                write(current, 0, current + 1, 0, before, after);
                assertVisible(0, after, "written again after " + where);
            }
        }
    }

    private void write(long batch, int partition, long epoch, int attempt, int from, int until) throws Exception {
        sink().write(
                        task(batch, partition, epoch, attempt),
                        records(from, until).iterator());
    }
}
