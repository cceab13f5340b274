package dev.millrace.connector;

/**
 * Where records come from: an immutable description, given to a context. Opening it is the context's business. The name
 * under which its positions are kept is {@code named("…")} of the stream or, failing that, {@link #defaultName()}.
 */
public sealed interface Source<T> permits ReplayableSource, ReceiverSource, VolatileSource, DecodedSource {
    /** Says what is read, the same for every run of the program: {@code kinesis:words}, {@code files:/data/in}. */
    String defaultName();
}
