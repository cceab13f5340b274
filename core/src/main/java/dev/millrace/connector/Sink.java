package dev.millrace.connector;

import java.io.Serializable;

/**
 * Where records go: an immutable, serializable description. What leaves carries {@link SinkTask the batch number}, so
 * that doing it twice changes nothing; which of the two ways it takes decides what the batch loop does around it.
 */
public sealed interface Sink<T> extends Serializable permits StagedSink, MarkerSink, AtLeastOnceSink {
    /** Says where records go, the same for every run of the program: {@code files:/data/out}. */
    String defaultName();
}
