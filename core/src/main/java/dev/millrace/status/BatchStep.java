package dev.millrace.status;

/** The points of a batch's life, in their order. Those that a batch doesn't need, it doesn't reach. */
public enum BatchStep {
    /** The sources have given what the batch reads; nothing is written. */
    TICKED,
    /** Its ranges are durable: after a crash it will run again on exactly these. */
    SEALED,
    /** An action ({@code print}, {@code foreachRDD}) has run, or the records of a sink that can't stage are written. */
    OUTPUT_WRITTEN,
    /** The records of a staged sink are where no reader looks yet. */
    OUTPUT_STAGED,
    /** The changes of state are written, or will be with what names them. */
    STATE_STAGED,
    /** {@code Done} is durable: from here on the batch has happened. */
    DONE,
    /** The engine holds the new state. */
    STATE_COMMITTED,
    /** The output of one staged sink is visible; reached once per sink. */
    OUTPUT_PUBLISHED,
    /** The sources know what is done. */
    SOURCES_TOLD
}
