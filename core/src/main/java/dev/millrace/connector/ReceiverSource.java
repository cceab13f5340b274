package dev.millrace.connector;

/**
 * A source that cannot be read again: a socket, a queue in memory. What it received is held in memory until its batch is
 * done and is lost with the process, so outputs that depend on it are at most once. Its reader numbers what it received
 * as positions of one log, and {@link SourceReader#replay} isn't called for a batch of an earlier process.
 */
public non-sealed interface ReceiverSource<T> extends Source<T> {
    /** Begins to receive, within a bound: who sends too fast has to wait. */
    SourceReader<T> open(SourceContext context);
}
