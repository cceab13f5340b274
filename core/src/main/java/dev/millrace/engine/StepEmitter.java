package dev.millrace.engine;

import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** A step and a frame as what a source or a user's function pushes into. A template: a copy knows its step for good. */
final class StepEmitter implements CountingEmitter {
    private static final @Nullable Stage STAGE = HiddenCopies.stageOf(MethodHandles.lookup());

    private final Step first;
    private final Step last;
    private final Frame frame;
    private long count;
    private boolean failedBehind;

    StepEmitter(Step first, Frame frame) {
        this.first = first;
        this.last = first.last();
        this.frame = frame;
    }

    @Override
    public void accept(Object record) {
        count++;
        try {
            (STAGE == null ? first : STAGE.first()).accept(record, frame);
        } catch (RuntimeException | Error e) {
            failedBehind = true;
            throw e;
        }
    }

    @Override
    public boolean isStopped() {
        return frame.task().isCancelled() || (STAGE == null ? last : STAGE.last()).isStopped(frame);
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public boolean hasFailedBehind() {
        return failedBehind;
    }
}
