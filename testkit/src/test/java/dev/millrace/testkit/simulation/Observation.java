package dev.millrace.testkit.simulation;

import dev.millrace.connector.LogRange;
import dev.millrace.status.BatchInfo;
import dev.millrace.status.BatchStep;
import dev.millrace.status.Recovery;
import dev.millrace.status.StreamingListener;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Follows the batches of all lives of a program and checks what must be true of them whatever they compute: numbers and
 * times go up, what was sealed is run as sealed, what was done stays done. A listener's exceptions are swallowed, so it
 * collects what it finds wrong.
 */
final class Observation implements StreamingListener {
    private final SimulatedWorld world;
    private final List<String> complaints = new ArrayList<>();
    private final Map<Long, Instant> times = new HashMap<>();
    private final Map<Long, List<List<LogRange>>> sealedRanges = new HashMap<>();
    private final List<Map<String, Long>> beginnings = new ArrayList<>();
    private long lastDone;
    private long lastEpoch;
    private long lastSealed;
    private boolean begun;
    private boolean shownBeforeDone;

    Observation(SimulatedWorld world) {
        this.world = world;
    }

    /** The highest batch that is known to be done. */
    long lastDone() {
        return lastDone;
    }

    /** The time of a batch that is done. */
    @Nullable
    Instant time(long batch) {
        return times.get(batch);
    }

    /** Where the program began to read a log of a source. */
    long beginning(int source, String log) {
        return beginnings.get(source).getOrDefault(log, 0L);
    }

    boolean hasBegun() {
        return begun;
    }

    List<String> complaints() {
        return complaints;
    }

    /** The process has just died. */
    void died() {
        world.batchUnderWay(0);
        shownBeforeDone = world.showsStaged(lastDone + 1);
    }

    @Override
    public void onStreamingStarted(Recovery recovery) {
        check(recovery.epoch() > lastEpoch, "epoch " + recovery.epoch() + " follows epoch " + lastEpoch);
        lastEpoch = recovery.epoch();
        check(
                recovery.lastBatchDone() == lastDone || recovery.lastBatchDone() == lastDone + 1,
                "after batch " + lastDone + " was done, the start found batch " + recovery.lastBatchDone());
        if (recovery.lastBatchDone() == lastDone) {
            check(!shownBeforeDone, "staged output of batch " + (lastDone + 1) + " was visible before it was done");
            check(
                    lastSealed <= lastDone || recovery.inDoubtBatch() == lastSealed,
                    "batch " + lastSealed + " was sealed, and the start found in doubt: " + recovery.inDoubtBatch());
        }
        shownBeforeDone = false;
        lastDone = Math.max(lastDone, recovery.lastBatchDone());
        check(!begun || !recovery.fresh(), "a checkpoint was there and the start found none");
        if (!begun) {
            beginnings.clear();
            for (int i = 0; i < world.sourceCount(); i++) {
                List<Map<String, Long>> starts = world.logs(i).starts();
                beginnings.add(starts.get(starts.size() - 1));
            }
        }
        begun = true;
    }

    @Override
    public void onBatchStarted(long batch, Instant time) {
        check(batch == lastDone + 1, "batch " + batch + " begins after batch " + lastDone);
        Instant before = times.get(batch - 1);
        check(before == null || before.isBefore(time), "batch " + batch + " at " + time + " follows one at " + before);
        world.batchUnderWay(batch);
        if (batch == lastSealed) {
            check(time.equals(times.get(batch)), "batch " + batch + " was sealed with another time than " + time);
            check(
                    ranges().equals(sealedRanges.get(batch)),
                    "batch " + batch + " was sealed with other ranges: " + sealedRanges.get(batch) + ", now "
                            + ranges());
        }
        times.put(batch, time);
    }

    @Override
    public void onBatchCompleted(BatchInfo info) {
        world.batchUnderWay(0);
    }

    @Override
    public void onBatchStep(BatchStep step, long batch) {
        if (step == BatchStep.SEALED) {
            lastSealed = batch;
            sealedRanges.put(batch, ranges());
        } else if (step == BatchStep.DONE) {
            check(batch == lastDone + 1, "batch " + batch + " is done after batch " + lastDone);
            lastDone = batch;
        }
    }

    private List<List<LogRange>> ranges() {
        List<List<LogRange>> ranges = new ArrayList<>();
        for (int i = 0; i < world.sourceCount(); i++) {
            ranges.add(world.source(i).lastRanges());
        }
        return ranges;
    }

    private void check(boolean holds, String complaint) {
        if (!holds) {
            complaints.add(complaint);
        }
    }
}
