package dev.millrace.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.connector.AtLeastOnceSink;
import dev.millrace.connector.Sink;
import dev.millrace.connector.SinkTask;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a sink promises that has nothing to recognise a batch by: what it said it has written is seen, and what failed is
 * seen once it has been written again. The author of one extends this class and says how to look at the world that the sink
 * writes to. Each test begins in a world of its own, prepared by the subclass's {@code @BeforeEach} or constructor.
 */
public abstract class AtLeastOnceSinkContractTest<T> extends SinkContractTest<T> {
    @Override
    protected abstract AtLeastOnceSink<T> sink() throws Exception;

    @Override
    final <R> void deliver(Sink<R> to, SinkTask task, List<R> records) throws Exception {
        ((AtLeastOnceSink<R>) to).write(task, records.iterator());
    }

    @Test
    void whatIsWrittenIsSeen() throws Exception {
        deliver(sink(), 1, 1, 0, 3);
        deliver(sink(), 2, 1, 3, 4);
        assertVisible(4);
    }

    @Test
    void partitionsWithoutRecordsAreNoTrouble() throws Exception {
        deliver(sink(), 1, 1, 0, 0);
        deliver(sink(), 1, 2, 0, 2);
        assertVisible(2);
    }

    @Test
    void aFailureOfTheProgramAtAnyRecordIsPassedOn() throws Exception {
        List<T> records = records(0, 4);
        for (int given = 0; given < records.size(); given++) {
            IllegalStateException failure = new IllegalStateException("at record " + given);
            int after = given;
            assertThrows(
                    Exception.class, () -> sink().write(task(1, 0, 1, after), failingAfter(after, records, failure)));
        }
        deliver(sink(), 1, 2, 0, 4);
        assertAllSeen(4, "after failures of the program");
    }

    @Test
    void afterAFailureOrCrashAtAnyCallWritingAgainShowsEverything() throws Exception {
        Faults faults = disturbable();
        int batch = 0;
        for (Faults.Effect effect : Faults.Effect.values()) {
            Outcome outcome = Outcome.FAILED;
            for (int call = 1; outcome != Outcome.UNDISTURBED; call++) {
                int from = 4 * batch++;
                long current = batch;
                faults.at(call, effect);
                outcome = disturb(faults, () -> deliver(sink(), current, 1, from, from + 4));
                faults.clear();
                if (outcome == Outcome.FAILED) {
                    deliver(sink(), current, 2, from, from + 4);
                }
                assertAllSeen(from + 4, effect + " at call " + call);
            }
        }
    }

    private void assertAllSeen(int until, String when) throws Exception {
        List<Object> seen = sorted(visible());
        for (Object wanted : sorted(records(0, until))) {
            assertTrue(seen.contains(wanted), wanted + " is missing " + when);
        }
    }
}
