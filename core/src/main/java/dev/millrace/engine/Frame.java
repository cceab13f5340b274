package dev.millrace.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What one task changes while it goes through a stage: a slot for each step's state. Used by the task's thread alone. */
final class Frame {
    private static final int SLOTS_MIN = 8;

    private final Task task;
    private final Object end;
    private @Nullable Object[] slots = new @Nullable Object[SLOTS_MIN];

    /** A frame for a stage that ends with a step whose state is this. */
    Frame(Task task, Object stateOfTheEnd) {
        this.task = task;
        this.end = stateOfTheEnd;
    }

    Task task() {
        return task;
    }

    /** The state of the step that the stage ends with. */
    Object end() {
        return end;
    }

    /** Whether nobody waits for the task any more. */
    boolean isCancelled() {
        return task.isCancelled();
    }

    void put(int slot, @Nullable Object state) {
        if (slot >= slots.length) {
            slots = Arrays.copyOf(slots, Math.max(slots.length * 2, slot + 1));
        }
        slots[slot] = state;
    }

    Object get(int slot) {
        Object state = slots[slot];
        if (state == null) {
            throw new IllegalStateException("nothing was put into slot " + slot);
        }
        return state;
    }

    @Nullable
    Object find(int slot) {
        return slots[slot];
    }
}
