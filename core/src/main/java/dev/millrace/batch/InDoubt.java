package dev.millrace.batch;

/** What a start does where a batch was sealed but isn't done and the program's operators or sinks have changed since. */
public enum InDoubt {
    /** Refuses: the program that sealed the batch should finish it. */
    REFUSE,
    /**
     * Runs it with the new program. State and staged output are exact; what the old program already wrote to databases or
     * showed stays as it is.
     */
    RUN_WITH_CHANGED_PROGRAM
}
