package dev.millrace.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.connector.Sink;
import dev.millrace.connector.SinkTask;
import dev.millrace.connector.StagedOutput;
import dev.millrace.connector.StagedSink;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What every staged sink promises: nothing is seen before it is published, and then all of it, once, whatever was tried
 * before. The author of one extends this class and says how to look at the world that the sink writes to. Each test
 * begins in a world of its own, prepared by the subclass's {@code @BeforeEach} or constructor; each call of
 * {@link #sink()} describes that same world, as a program that is started again would.
 */
public abstract class StagedSinkContractTest<T> extends SinkContractTest<T> {
    @Override
    protected abstract StagedSink<T> sink() throws Exception;

    @Override
    final <R> void deliver(Sink<R> to, SinkTask task, List<R> records) throws Exception {
        StagedSink<R> staged = (StagedSink<R>) to;
        staged.publish(SINK, task.batch(), List.of(staged.stage(task, records.iterator())));
    }

    @Test
    void whatIsStagedIsNotSeen() throws Exception {
        stage(1, 0, 1, 0, 0, 3);
        assertVisible(0);
    }

    @Test
    void whatIsPublishedIsSeenOnce() throws Exception {
        List<StagedOutput> outputs = List.of(stage(1, 0, 1, 0, 0, 3), stage(1, 1, 1, 0, 3, 5));
        assertEquals(2, sink().publish(SINK, 1, outputs));
        assertVisible(5);
        assertEquals(
                List.of(3L, 2L), outputs.stream().map(StagedOutput::records).toList());
        assertEquals(
                List.of(0, 1), outputs.stream().map(StagedOutput::partition).toList());
    }

    @Test
    void publishingAgainChangesNothing() throws Exception {
        List<StagedOutput> outputs = List.of(stage(1, 0, 1, 0, 0, 3), stage(1, 1, 1, 0, 3, 5));
        StagedSink<T> sink = sink();
        sink.publish(SINK, 1, outputs);
        assertEquals(0, sink.publish(SINK, 1, outputs), "published again by the same process");
        assertEquals(0, sink().publish(SINK, 1, outputs), "published again after a restart");
        assertVisible(5);
    }

    @Test
    void publishingAnOldBatchAgainAfterANewerOneChangesNothing() throws Exception {
        List<StagedOutput> first = List.of(stage(1, 0, 1, 0, 0, 3));
        sink().publish(SINK, 1, first);
        sink().publish(SINK, 2, List.of(stage(2, 0, 1, 0, 3, 5)));
        assertEquals(0, sink().publish(SINK, 1, first));
        assertVisible(5);
    }

    @Test
    void partitionsWithoutRecordsAndBatchesWithoutPartitionsAreNoTrouble() throws Exception {
        sink().publish(SINK, 1, List.of(stage(1, 0, 1, 0, 0, 0), stage(1, 1, 1, 0, 0, 2)));
        sink().publish(SINK, 2, List.of());
        sink().publish(SINK, 3, List.of(stage(3, 0, 1, 0, 0, 0)));
        sink().publish(SINK, 4, List.of(stage(4, 0, 1, 0, 2, 4)));
        assertVisible(4);
    }

    @Test
    void ofManyAttemptsTheOneThatWonIsSeen() throws Exception {
        StagedOutput lost = stage(1, 0, 1, 0, 0, 3);
        StagedOutput won = stage(1, 0, 1, 1, 0, 3);
        StagedOutput late = stage(1, 0, 1, 2, 0, 3);
        assertNotEquals(lost.name(), won.name());
        assertNotEquals(won.name(), late.name());
        sink().publish(SINK, 1, List.of(won));
        assertVisible(3);
        stage(1, 0, 1, 3, 0, 3);
        sink().discardUnpublished(SINK, 2, 2);
        assertVisible(3);
        assertEquals(0, sink().publish(SINK, 1, List.of(won)));
        assertVisible(3);
    }

    @Test
    void anAttemptThatFailsAtAnyRecordLeavesNothingToSee() throws Exception {
        List<T> records = records(0, 4);
        for (int given = 0; given < records.size(); given++) {
            IllegalStateException failure = new IllegalStateException("at record " + given);
            int attempt = given;
            int after = given;
            assertThrows(
                    Exception.class, () -> sink().stage(task(1, 0, 1, attempt), failingAfter(after, records, failure)));
            assertVisible(0);
        }
        sink().publish(SINK, 1, List.of(stage(1, 0, 1, 9, 0, 4)));
        assertVisible(4);
    }

    @Test
    void discardingLeavesWhatIsPublishedAndWhatANewerDriverStaged() throws Exception {
        sink().publish(SINK, 1, List.of(stage(1, 0, 1, 0, 0, 2)));
        StagedOutput ofNewer = stage(2, 0, 3, 0, 2, 4);
        StagedOutput ofThis = stage(2, 0, 2, 0, 2, 4);
        sink().discardUnpublished(SINK, 2, 2);
        assertVisible(2);
        assertEquals(1, sink().publish(SINK, 2, List.of(ofNewer)));
        assertVisible(4);
        assertNotEquals(ofNewer.name(), ofThis.name());
    }

    @Test
    void discardingLeavesWhatTheSameEpochStaged() throws Exception {
        StagedOutput staged = stage(1, 0, 2, 0, 0, 2);
        sink().discardUnpublished(SINK, 1, 2);
        assertEquals(1, sink().publish(SINK, 1, List.of(staged)));
        assertVisible(2);
    }

    @Test
    void discardingTwiceOrWithNothingThereIsNoError() throws Exception {
        sink().discardUnpublished(SINK, 1, 1);
        stage(1, 0, 1, 0, 0, 2);
        sink().discardUnpublished(SINK, 1, 2);
        sink().discardUnpublished(SINK, 1, 2);
        sink().publish(SINK, 1, List.of(stage(1, 0, 2, 0, 0, 2)));
        assertVisible(2);
    }

    @Test
    void whatWasDiscardedCanNotBePublishedSilently() throws Exception {
        StagedOutput discarded = stage(1, 0, 1, 0, 0, 2);
        sink().discardUnpublished(SINK, 1, 2);
        assertRefused(() -> sink().publish(SINK, 1, List.of(discarded)), "staged output that is gone was published");
        assertVisible(0);
    }

    @Test
    void aProcessThatWasReplacedAddsNothing() throws Exception {
        StagedSink<T> zombie = sink();
        List<StagedOutput> done = List.of(stage(1, 0, 1, 0, 0, 2));
        sink().publish(SINK, 1, done);
        sink().discardUnpublished(SINK, 2, 2);
        zombie.stage(task(2, 0, 1, 0), records(2, 4).iterator());
        assertEquals(0, zombie.publish(SINK, 1, done));
        sink().publish(SINK, 2, List.of(stage(2, 0, 2, 0, 2, 4)));
        assertVisible(4);
        sink().discardUnpublished(SINK, 3, 3);
        assertVisible(4);
    }

    @Test
    void outputsMayComeInAnyOrder() throws Exception {
        List<StagedOutput> outputs = new ArrayList<>();
        for (int partition = 0; partition < 12; partition++) {
            outputs.add(stage(1, partition, 1, 0, partition, partition + 1));
        }
        Collections.reverse(outputs);
        assertEquals(12, sink().publish(SINK, 1, outputs));
        assertVisible(12);
    }

    @Test
    void aFailureOrCrashAtAnyCallOfStagingLeavesNothingToSee() throws Exception {
        Faults faults = disturbable();
        int attempts = 0;
        for (Faults.Effect effect : Faults.Effect.values()) {
            Outcome outcome = Outcome.FAILED;
            for (int call = 1; outcome != Outcome.UNDISTURBED; call++) {
                int attempt = attempts++;
                faults.at(call, effect);
                outcome = disturb(
                        faults,
                        () -> sink().stage(task(1, 0, 1, attempt), records(0, 3).iterator()));
                faults.clear();
                assertVisible(0);
            }
        }
        sink().discardUnpublished(SINK, 1, 2);
        sink().publish(SINK, 1, List.of(stage(1, 0, 2, 0, 0, 3)));
        assertVisible(3);
    }

    @Test
    void aFailureOrCrashAtAnyCallOfPublishingShowsAllOrNothingAndIsMadeGood() throws Exception {
        Faults faults = disturbable();
        long batch = 0;
        for (Faults.Effect effect : Faults.Effect.values()) {
            Outcome outcome = Outcome.FAILED;
            for (int call = 1; outcome != Outcome.UNDISTURBED; call++) {
                int before = (int) (batch * 4);
                int after = before + 4;
                batch++;
                long current = batch;
                List<StagedOutput> outputs = List.of(
                        stage(current, 0, current, 0, before, before + 2),
                        stage(current, 1, current, 0, before + 2, before + 4));
                faults.at(call, effect);
                outcome = disturb(faults, () -> sink().publish(SINK, current, outputs));
                String where = effect + " at call " + call;
                faults.clear();
                int seen = visible().size();
                boolean mayBeMissing = outcome == Outcome.FAILED;
                assertTrue(
                        seen == after || (mayBeMissing && seen == before),
                        seen - before + " of 4 visible after " + where);
                assertVisible(0, seen, where);
                sink().publish(SINK, current, outputs);
                assertVisible(0, after, "published again after " + where);
                sink().discardUnpublished(SINK, current + 1, current + 1);
                assertVisible(0, after, "discarded after " + where);
            }
        }
    }

    @Test
    void aFailureOrCrashAtAnyCallOfDiscardingIsMadeGoodByTheNextStart() throws Exception {
        Faults faults = disturbable();
        sink().publish(SINK, 1, List.of(stage(1, 0, 1, 0, 0, 2)));
        long epoch = 1;
        for (Faults.Effect effect : Faults.Effect.values()) {
            Outcome outcome = Outcome.FAILED;
            for (int call = 1; outcome != Outcome.UNDISTURBED; call++) {
                stage(2, 0, epoch, 0, 2, 4);
                stage(2, 1, epoch, 0, 4, 6);
                epoch++;
                long current = epoch;
                faults.at(call, effect);
                outcome = disturb(faults, () -> sink().discardUnpublished(SINK, 2, current));
                faults.clear();
                assertVisible(2);
                epoch++;
                sink().discardUnpublished(SINK, 2, epoch);
                assertVisible(2);
            }
        }
        sink().publish(SINK, 2, List.of(stage(2, 0, epoch, 0, 2, 4)));
        assertVisible(4);
    }

    private StagedOutput stage(long batch, int partition, long epoch, int attempt, int from, int until)
            throws Exception {
        return sink().stage(
                        task(batch, partition, epoch, attempt),
                        records(from, until).iterator());
    }
}
