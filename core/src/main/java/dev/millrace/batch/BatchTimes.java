package dev.millrace.batch;

import dev.millrace.BatchPace;
import dev.millrace.LateBatches;
import java.time.Duration;
import java.time.Instant;

/**
 * When batches are due and what time each carries: multiples of the interval that increase strictly, whatever the clock
 * on the wall does. As long as the wall clock is behind the last batch (it was set back), the pace is kept by the clock that
 * never goes back. Pure: time is an argument.
 */
final class BatchTimes {
    private final long intervalNanos;
    private final LateBatches late;
    private final boolean beginsEarly;
    private Instant last;
    private long lastDueNanos;
    private long lastWithRecordsNanos;
    private boolean hadRecords;
    private boolean started;
    private long pending;

    /** The next batch comes after {@code last}, the time of the last one that was sealed. */
    BatchTimes(Duration interval, LateBatches late, BatchPace pace, Instant last) {
        this.intervalNanos = interval.toNanos();
        this.late = late;
        this.beginsEarly = pace == BatchPace.WHEN_RECORDS_COME;
        this.last = last;
    }

    /** When the next batch is due, by {@link dev.millrace.connector.Clock#nanoTime()}; {@code news} is whether a source has some. */
    long nextDueNanos(Instant wall, long nanoTime, boolean news) {
        long atMultiple = nextMultipleNanos(wall, nanoTime);
        if (!news || !beginsEarly) {
            return atMultiple;
        }
        // A batch that begins early has the next multiple for its time, never a later one.
        long early = nanoTime + Math.max(0, nanosBetween(wall, multipleAtOrBefore(last)));
        long pace = hadRecords ? lastWithRecordsNanos + intervalNanos : early;
        return Math.min(atMultiple, Math.max(early, pace));
    }

    private long nextMultipleNanos(Instant wall, long nanoTime) {
        if (!started) {
            started = true;
            lastDueNanos = nanoTime - intervalNanos;
            if (last.isBefore(wall)) {
                return nanoTime + nanosBetween(wall, multipleAtOrBefore(wall).plusNanos(intervalNanos));
            }
        }
        long untilNext = nanosBetween(wall, afterLast());
        if (untilNext > 2 * intervalNanos) {
            return lastDueNanos + intervalNanos;
        }
        return nanoTime + Math.max(0, untilNext);
    }

    /** Begins a batch now and gives its time. */
    Instant next(Instant wall, long nanoTime) {
        Instant byWall = multipleAtOrBefore(wall);
        Instant atLeast = afterLast();
        long owed = pending;
        pending = 0;
        if (byWall.isAfter(atLeast)) {
            if (started && !(late instanceof LateBatches.Merge)) {
                // What a clock that is set forward leaves out was never due.
                long passed = Math.max(0, (nanoTime - lastDueNanos) / intervalNanos);
                pending = Math.min(nanosBetween(atLeast, byWall) / intervalNanos, owed + passed);
            }
            last = byWall.minusNanos(Math.multiplyExact(pending, intervalNanos));
        } else if (nanosBetween(wall, atLeast) > 2 * intervalNanos && started) {
            long missed = Math.max(0, (nanoTime - lastDueNanos) / intervalNanos - 1);
            last = atLeast.plusNanos(Math.multiplyExact(missed, intervalNanos));
        } else {
            last = atLeast;
        }
        lastDueNanos = nanoTime;
        started = true;
        return last;
    }

    /** How many batches waited when the last one began, which merges none. */
    long pending() {
        return pending;
    }

    /** The batch that began at this time had records. */
    void hadRecords(long beginNanos) {
        lastWithRecordsNanos = beginNanos;
        hadRecords = true;
    }

    private Instant afterLast() {
        Instant multiple = multipleAtOrBefore(last);
        return multiple.plusNanos(intervalNanos);
    }

    private Instant multipleAtOrBefore(Instant time) {
        long second = time.getEpochSecond();
        if (second > Long.MAX_VALUE / 2_000_000_000L || second < 0) {
            throw new IllegalArgumentException("no batch time can be made of " + time);
        }
        long nanos = second * 1_000_000_000L + time.getNano();
        nanos -= Math.floorMod(nanos, intervalNanos);
        return Instant.ofEpochSecond(nanos / 1_000_000_000L, nanos % 1_000_000_000L);
    }

    private static long nanosBetween(Instant from, Instant until) {
        try {
            return Duration.between(from, until).toNanos();
        } catch (ArithmeticException e) {
            return until.isAfter(from) ? Long.MAX_VALUE : Long.MIN_VALUE;
        }
    }
}
