package dev.millrace.connector;

/**
 * A source that cannot be read twice: a socket, a queue of a broker. What it receives is stored in blocks: in a log in
 * the checkpoint directory, from where it is read, and read again; without a checkpoint in memory, and lost with the
 * process. An immutable description.
 */
public non-sealed interface ReceiverSource<T> extends Source<T> {
    /** Makes what receives, once per start; it does nothing before {@link Receiving#onStart}. */
    Receiving open(ReceiverContext<T> context);
}
