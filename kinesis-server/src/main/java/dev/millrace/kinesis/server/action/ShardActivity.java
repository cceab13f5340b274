package dev.millrace.kinesis.server.action;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What goes on in one shard: how much came in and went out since the server started, and how much more may. Any thread may use it. */
final class ShardActivity {
    private static final double MIB = 1 << 20;

    final LongAdder incomingBytes = new LongAdder();
    final LongAdder incomingRecords = new LongAdder();
    final LongAdder outgoingBytes = new LongAdder();
    final LongAdder outgoingRecords = new LongAdder();
    final LongAdder writesThrottled = new LongAdder();
    final LongAdder readsThrottled = new LongAdder();

    private final @Nullable Limits limits;
    private volatile long iteratorAgeMillis;

    /** What AWS lets through a shard. */
    private static final class Limits {
        final Bucket writeBytes;
        final Bucket writeRecords;
        final Bucket readCalls;
        final Bucket readBytes;
        final Bucket iterators;

        Limits(double scale) {
            writeBytes = new Bucket(MIB * scale, MIB * scale);
            writeRecords = new Bucket(1000 * scale, 1000 * scale);
            readCalls = new Bucket(5 * scale, 5 * scale);
            readBytes = new Bucket(2 * MIB * scale, 2 * MIB * scale);
            iterators = new Bucket(5 * scale, 5 * scale);
        }
    }

    /** With AWS's limits times a factor, or without any if that is 0. */
    ShardActivity(double scale) {
        this.limits = scale == 0 ? null : new Limits(scale);
    }

    /** Whether one more record may be written now. */
    boolean admitsWrite(int bytes, long nowMillis) {
        boolean admitted = limits == null || admits(limits, bytes, nowMillis);
        if (admitted) {
            incomingBytes.add(bytes);
            incomingRecords.increment();
        } else {
            writesThrottled.increment();
        }
        return admitted;
    }

    private static boolean admits(Limits limits, int bytes, long nowMillis) {
        return !limits.writeBytes.isEmpty(nowMillis)
                && limits.writeRecords.takeWhole(1, nowMillis)
                && limits.writeBytes.take(bytes, nowMillis);
    }

    /** Whether one more call of GetRecords may read now. */
    boolean admitsRead(long nowMillis) {
        boolean admitted =
                limits == null || (!limits.readBytes.isEmpty(nowMillis) && limits.readCalls.takeWhole(1, nowMillis));
        if (!admitted) {
            readsThrottled.increment();
        }
        return admitted;
    }

    boolean admitsIterator(long nowMillis) {
        return limits == null || limits.iterators.takeWhole(1, nowMillis);
    }

    /** What a call of GetRecords gave. */
    void read(int records, long bytes, long ageMillis, long nowMillis) {
        pushed(records, bytes);
        iteratorAgeMillis = ageMillis;
        if (limits != null) {
            limits.readBytes.charge(bytes, nowMillis);
        }
    }

    /** What a subscriber was sent; each has a rate of its own. */
    void pushed(int records, long bytes) {
        outgoingRecords.add(records);
        outgoingBytes.add(bytes);
    }

    long iteratorAgeMillis() {
        return iteratorAgeMillis;
    }
}
