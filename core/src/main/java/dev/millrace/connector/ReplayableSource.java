package dev.millrace.connector;

/** A source whose logs can be read again from any position that they still hold. */
public non-sealed interface ReplayableSource<T> extends Source<T> {
    /**
     * Connects. Called once per start, before the first batch.
     *
     * @throws dev.millrace.MillraceException CONFIGURATION if what is named isn't there, EXTERNAL_SYSTEM if it does not
     *     answer in the time that the source allows
     */
    SourceReader<T> open(SourceContext context);
}
