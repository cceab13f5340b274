package dev.millrace.engine;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A loop over data of one class into one chain of steps. Once enough records went through, it gets a copy of the code of
 * its own: HotSpot profiles call sites per class, so that whatever else runs in the JVM, in a copy each of them calls one
 * function and one next step. Any task.
 */
final class StageLoop<D> {
    /** Making a copy takes about as long as so many records do. */
    static final long HOT_RECORDS = 50_000;

    private final Class<? extends Loop<?>> template;
    private final Class<?> data;
    private final Step first;
    private final AtomicLong records = new AtomicLong();
    private final Loop<D> cold;
    private volatile @Nullable Loop<D> copy;

    @SuppressWarnings("unchecked") // a template takes the data that whoever names it has
    StageLoop(Class<? extends Loop<?>> template, Class<?> data, Step first) {
        this.template = template;
        this.data = data;
        this.first = first;
        this.cold = (Loop<D>) HiddenCopies.newLoop(template);
    }

    boolean isFor(Class<?> otherTemplate, Class<?> otherData) {
        return template == otherTemplate && data == otherData;
    }

    /** Runs over data that has about so many records. */
    void run(D over, long recordCount, Frame frame) throws Exception {
        Loop<D> hot = copy;
        if (hot == null && records.addAndGet(recordCount) > HOT_RECORDS) {
            hot = copied();
        }
        (hot == null ? cold : hot).run(over, first, frame);
    }

    @SuppressWarnings("unchecked") // the copy of a template takes what the template takes
    private synchronized Loop<D> copied() {
        Loop<D> made = copy;
        if (made == null) {
            made = (Loop<D>) HiddenCopies.loop(template, first);
            copy = made;
        }
        return made;
    }
}
