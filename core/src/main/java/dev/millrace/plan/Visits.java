package dev.millrace.plan;

import java.io.Serializable;
import java.time.Instant;

/** Which keys a function per key visits in a batch besides those that have records. */
public sealed interface Visits extends Serializable
        permits Visits.Touched, Visits.EachBatch, Visits.EachSlide, IdleTimes {
    /** Whether it visits every key that has state in the batch of this time, given the time of the batch before. */
    boolean allKeys(Instant previous, Instant time);

    /**
     * Whether a batch without records may change state or emit all the same, where {@code last} is the time of the last
     * batch that may have brought records.
     */
    boolean isDue(Instant previous, Instant time, Instant last);

    /** No others. */
    record Touched() implements Visits {
        @Override
        public boolean allKeys(Instant previous, Instant time) {
            return false;
        }

        @Override
        public boolean isDue(Instant previous, Instant time, Instant last) {
            return false;
        }
    }

    /** All keys in every batch. */
    record EachBatch() implements Visits {
        @Override
        public boolean allKeys(Instant previous, Instant time) {
            return true;
        }

        @Override
        public boolean isDue(Instant previous, Instant time, Instant last) {
            return true;
        }
    }

    /** All keys where a window ends; {@code lasting} if a key may keep its state when its windows are empty. */
    record EachSlide(WindowTimes times, boolean lasting) implements Visits {
        @Override
        public boolean allKeys(Instant previous, Instant time) {
            return times.isShown(previous, time);
        }

        @Override
        public boolean isDue(Instant previous, Instant time, Instant last) {
            return times.isShown(previous, time) && (lasting || !times.isOver(last, previous));
        }
    }
}
