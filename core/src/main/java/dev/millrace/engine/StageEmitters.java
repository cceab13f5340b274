package dev.millrace.engine;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What splits of one class push into: an emitter a task, which becomes a copy once enough records went through. Any task. */
final class StageEmitters {
    private final Class<?> source;
    private final Step first;
    private final AtomicLong records = new AtomicLong();
    private volatile CountingEmitter.@Nullable Maker copy;

    StageEmitters(Class<?> source, Step first) {
        this.source = source;
        this.first = first;
    }

    boolean isFor(Class<?> other) {
        return source == other;
    }

    CountingEmitter open(Frame frame) {
        CountingEmitter.Maker hot = copy;
        return (hot == null ? CountingEmitter.Maker.COLD : hot).open(first, frame);
    }

    /** So many records went through an emitter. */
    void pushed(long count) {
        if (copy == null && records.addAndGet(count) > StageLoop.HOT_RECORDS) {
            copy();
        }
    }

    private synchronized void copy() {
        if (copy == null) {
            copy = HiddenCopies.emitter(HiddenCopies.chain(first));
        }
    }
}
