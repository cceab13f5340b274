package dev.millrace.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one task changes while it goes through a stage: a slot for each step's state. The slots of the last steps are
 * fields: a stage's own code, which knows the slot, loads one as it would load a variable. Used by the task's thread alone.
 */
final class Frame {
    private static final int FIELDS = 8;

    private final Task task;
    private final Object end;
    private @Nullable Object slot0;
    private @Nullable Object slot1;
    private @Nullable Object slot2;
    private @Nullable Object slot3;
    private @Nullable Object slot4;
    private @Nullable Object slot5;
    private @Nullable Object slot6;
    private @Nullable Object slot7;
    private @Nullable Object[] more = new @Nullable Object[0];

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
        switch (slot) {
            case 0 -> slot0 = state;
            case 1 -> slot1 = state;
            case 2 -> slot2 = state;
            case 3 -> slot3 = state;
            case 4 -> slot4 = state;
            case 5 -> slot5 = state;
            case 6 -> slot6 = state;
            case 7 -> slot7 = state;
            default -> putAmongMore(slot - FIELDS, state);
        }
    }

    private void putAmongMore(int place, @Nullable Object state) {
        if (place >= more.length) {
            more = Arrays.copyOf(more, Math.max(more.length * 2, place + 1));
        }
        more[place] = state;
    }

    Object get(int slot) {
        Object state = find(slot);
        if (state == null) {
            throw new IllegalStateException("nothing was put into slot " + slot);
        }
        return state;
    }

    @Nullable
    Object find(int slot) {
        return switch (slot) {
            case 0 -> slot0;
            case 1 -> slot1;
            case 2 -> slot2;
            case 3 -> slot3;
            case 4 -> slot4;
            case 5 -> slot5;
            case 6 -> slot6;
            case 7 -> slot7;
            default -> more[slot - FIELDS];
        };
    }
}
