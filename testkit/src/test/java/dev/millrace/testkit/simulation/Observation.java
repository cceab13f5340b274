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
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Follows the batches of all lives of a program and checks what must be true of them whatever they compute: numbers and
 * times go up, what was sealed is run as sealed, what was done stays done. A listener's exceptions are swallowed, so it
 * collects what it finds wrong.
 */
final class Observation implements StreamingListener {
    private final SimulatedWorld world;
    private final boolean grouped;
    private final List<String> complaints = new ArrayList<>();
    private final Map<Long, Instant> times = new HashMap<>();
    private final Map<Long, List<List<LogRange>>> ranges = new HashMap<>();
    private final NavigableMap<Long, List<List<LogRange>>> sealedRanges = new TreeMap<>();
    private final NavigableSet<Long> groupEnds = new TreeSet<>();
    private final List<Map<String, Long>> beginnings = new ArrayList<>();
    private long lastDone;
    private long lastEpoch;
    private long lastStarted;
    private boolean begun;
    private boolean shownBeforeDone;

    Observation(SimulatedWorld world, boolean grouped) {
        this.world = world;
        this.grouped = grouped;
    }

    /** The highest batch that is known to be done. */
    long lastDone() {
        return lastDone;
    }

    /** The last of the batches that this one, which is done, was done together with. */
    long groupEnd(long batch) {
        return Objects.requireNonNull(groupEnds.ceiling(batch));
    }

    /** The last batch that has run: those after {@link #lastDone} are a group that isn't done. */
    long lastStarted() {
        return Math.max(lastStarted, lastDone);
    }

    /** What a batch read of each source, when it ran last. */
    List<List<LogRange>> ranges(long batch) {
        return Objects.requireNonNull(ranges.get(batch));
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
        shownBeforeDone = false;
        for (long batch = lastDone + 1; batch <= lastStarted; batch++) {
            shownBeforeDone |= world.showsStaged(batch);
        }
    }

    @Override
    public void onStreamingStarted(Recovery recovery) {
        check(recovery.epoch() > lastEpoch, "epoch " + recovery.epoch() + " follows epoch " + lastEpoch);
        lastEpoch = recovery.epoch();
        check(
                recovery.lastBatchDone() == lastDone || recovery.lastBatchDone() == lastStarted,
                "after batch " + lastDone + " was done, the start found batch " + recovery.lastBatchDone());
        if (recovery.lastBatchDone() == lastDone) {
            check(!shownBeforeDone, "staged output of batch " + (lastDone + 1) + " was visible before it was done");
            check(
                    sealedRanges.isEmpty()
                            || (recovery.inDoubtBatch() == lastDone + 1
                                    && recovery.lastInDoubtBatch() >= sealedRanges.lastKey()),
                    "batches " + sealedRanges.keySet() + " were sealed, and the start found: " + recovery);
        } else {
            done(recovery.lastBatchDone());
        }
        shownBeforeDone = false;
        lastStarted = lastDone;
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
        check(
                batch == lastDone + 1 || (grouped && batch == lastStarted + 1),
                "batch " + batch + " begins after batch " + lastStarted);
        lastStarted = batch;
        Instant before = times.get(batch - 1);
        check(before == null || before.isBefore(time), "batch " + batch + " at " + time + " follows one at " + before);
        world.batchUnderWay(batch);
        List<List<LogRange>> now = takeRanges();
        ranges.put(batch, now);
        List<List<LogRange>> sealed = sealedRanges.get(batch);
        if (sealed != null) {
            check(time.equals(times.get(batch)), "batch " + batch + " was sealed with another time than " + time);
            check(now.equals(sealed), "batch " + batch + " was sealed with other ranges: " + sealed + ", now " + now);
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
            sealedRanges.put(batch, ranges(batch));
        } else if (step == BatchStep.DONE) {
            check(
                    batch == lastDone + 1 || (grouped && batch > lastDone && batch == lastStarted),
                    "batch " + batch + " is done after batch " + lastDone + ", when " + lastStarted + " has run");
            done(batch);
        }
    }

    private void done(long batch) {
        groupEnds.add(batch);
        lastDone = batch;
        sealedRanges.headMap(batch, true).clear();
    }

    private List<List<LogRange>> takeRanges() {
        List<List<LogRange>> taken = new ArrayList<>();
        for (int i = 0; i < world.sourceCount(); i++) {
            taken.add(world.source(i).takeRanges());
        }
        return taken;
    }

    private void check(boolean holds, String complaint) {
        if (!holds) {
            complaints.add(complaint);
        }
    }
}
