package dev.millrace.connector;

/**
 * A source whose records this process alone has: a queue that the program fills. They are lost with it, so outputs that
 * depend on them are at most once. Its reader numbers what it gave as positions of one log, and
 * {@link SourceReader#replay} isn't called for a batch of an earlier process.
 */
public non-sealed interface VolatileSource<T> extends Source<T> {
    /** Makes the reader, once per start. */
    SourceReader<T> open(SourceContext context);
}
