package dev.millrace.connector;

import java.io.Serializable;

/**
 * Where records go: an immutable, serializable description. What leaves carries {@link SinkTask the batch number}, so
 * that doing it twice changes nothing; which of the two ways it takes decides what the batch loop does around it.
 *
 * <p>A context opens its sinks once per start and closes them when it ends. What is opened may hold connections and
 * locks; the description, which others may open too, holds none. A sink that wasn't opened works as well, and so does a copy
 * that came by serialization: what they need, they take for each call.
 */
public sealed interface Sink<T> extends Serializable permits StagedSink, MarkerSink, AtLeastOnceSink {
    /** Says where records go, the same for every run of the program: {@code files:/data/out}. */
    String defaultName();

    /**
     * The sink to work with until {@link #close()}. Called once per start, before anything else; nothing is written yet.
     * The default is this sink itself, which holds nothing.
     *
     * @throws dev.millrace.MillraceException CONFIGURATION where it can't be used as described; the start then fails
     */
    default Sink<T> open(SinkContext context) throws Exception {
        return this;
    }

    /**
     * Whether writing mostly waits for somebody else, over a network above all. Partitions are then written side by side
     * however few records they have; else few records are written one partition after the other, which saves waking threads.
     */
    default boolean waits() {
        return false;
    }

    /** Lets go of what {@link #open} took; writes nothing. Twice is no error. Any thread may call, while a task still writes too. */
    default void close() throws Exception {}
}
