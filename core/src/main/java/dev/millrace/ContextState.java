package dev.millrace;

/**
 * Where a context is in its life: {@code Building → Running → Draining → Stopped}; from Building and Running also straight
 * to Stopped, and from every state but Stopped to Failed. Stopped and Failed are final.
 */
public sealed interface ContextState {
    /** Streams and outputs are being declared. */
    record Building() implements ContextState {}

    /** Batches run; nothing can be declared any more. */
    record Running() implements ContextState {}

    /** A graceful stop: what was begun or received is still processed. */
    record Draining() implements ContextState {}

    /** Ended as it was asked to. */
    record Stopped() implements ContextState {}

    /** Ended by a failure, which {@link StreamingContext#awaitTermination()} throws. */
    record Failed(MillraceException cause) implements ContextState {}

    /** Whether it has ended. */
    default boolean isFinal() {
        return this instanceof Stopped || this instanceof Failed;
    }
}
