package dev.millrace.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * One link of a stage's push loop: takes a record and pushes what it makes of it into the next step. Steps never change
 * and are shared by all tasks; what a task changes lies in its {@link Frame}. Each class is a template, of which {@link
 * HiddenCopies} makes copies for stages that run much: it is final, has one constructor, which takes the parts, and no
 * lambdas, and keeps what {@link #accept} needs in final fields of its own, which HotSpot then takes for constants.
 * It takes them from {@link HiddenCopies#stepOf}: code that grows large is compiled apart, and then knows nothing of
 * {@code this} but its class.
 */
abstract class Step {
    private final Parts parts;
    private final List<StageLoop<?>> loops = new CopyOnWriteArrayList<>();
    private final List<StageEmitters> emitters = new CopyOnWriteArrayList<>();

    Step(Parts parts) {
        this.parts = parts;
    }

    final Parts parts() {
        return parts;
    }

    /** The end of the stage. */
    final Step last() {
        Step step = this;
        for (Step next = parts.next(); next != null; next = step.parts.next()) {
            step = next;
        }
        return step;
    }

    /** Takes a record in the task that the frame belongs to. */
    abstract void accept(Object record, Frame frame);

    /** Whether {@link #acceptPair} is what to call for pairs. */
    boolean takesPairs() {
        return false;
    }

    /**
     * Takes a pair by its parts, so that who has just been given one by a function passes nothing on that must be in memory:
     * where HotSpot compiles this step apart, the pair is still never made.
     */
    void acceptPair(Object key, Object value, Frame frame) {
        throw new UnsupportedOperationException(this + " takes records");
    }

    /**
     * The step further on in which all records become one, if each step from here to there hands its records straight on:
     * it has what they are so far in a frame's slot, as {@link Accumulated}.
     */
    @Nullable
    Step folding() {
        return null;
    }

    /**
     * Takes a record on its way to the step that is {@link #folding}, and the bits and the kind of what that one has so far.
     * Gives the new bits: a loop keeps them in a register, where a branch that chooses between two of them costs nothing. The
     * kind is a constant where it is called, and stays what it is for the whole record, so no step that makes several of
     * one is on the way: a check between the call that boxes a record and the one that unboxes it would
     * need the box, should the check fail.
     */
    long fold(Object record, long bits, int kind, Frame frame) {
        throw new UnsupportedOperationException(this + " doesn't fold");
    }

    /** Whether the end of a stage wants nothing more; only ends are asked. */
    boolean isStopped(Frame frame) {
        return false;
    }

    /** A partition begins: puts what this step needs for it into the frame. */
    void begin(Frame frame, int partition) {}

    /** The partition is over: pushes what is still held. */
    void end(Frame frame) {}

    /** The loop over data of a class that begins with this step. */
    final <D> StageLoop<D> loop(Class<? extends Loop<?>> template, Class<?> data) {
        StageLoop<D> known = knownLoop(template, data);
        return known == null ? addLoop(template, data) : known;
    }

    /** The tasks of a stage begin together, and all of them should get the same. */
    private synchronized <D> StageLoop<D> addLoop(Class<? extends Loop<?>> template, Class<?> data) {
        StageLoop<D> known = knownLoop(template, data);
        if (known != null) {
            return known;
        }
        StageLoop<D> made = new StageLoop<>(template, data, this);
        loops.add(made);
        return made;
    }

    @SuppressWarnings("unchecked") // a template takes the data that whoever names it has
    private <D> @Nullable StageLoop<D> knownLoop(Class<? extends Loop<?>> template, Class<?> data) {
        for (StageLoop<?> loop : loops) {
            if (loop.isFor(template, data)) {
                return (StageLoop<D>) loop;
            }
        }
        return null;
    }

    /** Emitters into this step for a source whose splits are of a class. */
    final StageEmitters emitters(Class<?> source) {
        StageEmitters known = knownEmitters(source);
        return known == null ? addEmitters(source) : known;
    }

    private synchronized StageEmitters addEmitters(Class<?> source) {
        StageEmitters known = knownEmitters(source);
        if (known != null) {
            return known;
        }
        StageEmitters made = new StageEmitters(source, this);
        emitters.add(made);
        return made;
    }

    private @Nullable StageEmitters knownEmitters(Class<?> source) {
        for (StageEmitters made : emitters) {
            if (made.isFor(source)) {
                return made;
            }
        }
        return null;
    }
}
