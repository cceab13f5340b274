package dev.millrace.state;

import org.jspecify.annotations.Nullable;

/** A state of which a batch's delta holds what changed, not the whole. Never changed itself: a new one takes its place. */
public interface Incremental {
    /**
     * What is written where {@code before}, a state of the same class, was stored: a {@link Change}, or this one whole, if it
     * didn't come from that, or in more steps than a change can tell.
     */
    Object changeSince(Incremental before);

    /** Reads what its next change will read, so that it is in the processor's caches by then. Something of what was read. */
    default int fetch() {
        return 0;
    }

    /** What is written in place of a state; there is a way to write it. */
    interface Change {
        /** The state that the batch left; {@code before} is what the key had, null if nothing. */
        Incremental appliedTo(@Nullable Object before);
    }
}
