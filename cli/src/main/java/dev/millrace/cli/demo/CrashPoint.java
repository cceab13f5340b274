package dev.millrace.cli.demo;

/** Where in a batch the word count stands still so that SIGKILL meets it there. */
enum CrashPoint {
    /** The batch is sealed and computed, nothing of its output is written. */
    BEFORE_STAGING("before its output is staged"),
    /** The output is staged, the batch isn't done. */
    AFTER_STAGING("after its output was staged"),
    /** The batch is done, some of its output is published and some isn't. */
    BETWEEN_PUBLICATIONS("between the steps in which its files are published"),
    /** Some records of the output are sent, their transaction is open. */
    IN_TRANSACTION("in the middle of a transaction of its output"),
    /** A transaction of the output is committed, the batch isn't done. */
    AFTER_TRANSACTION("after a transaction of its output was committed");

    private final String description;

    CrashPoint(String description) {
        this.description = description;
    }

    String description() {
        return description;
    }
}
