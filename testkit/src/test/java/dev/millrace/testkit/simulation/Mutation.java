package dev.millrace.testkit.simulation;

/** A rule that a part of the world breaks on purpose: the simulation has to notice. */
enum Mutation {
    NONE,
    /** Staged output is visible before the batch is done. */
    PUBLISHED_BEFORE_DONE,
    /** {@code Done} is written although what it names is not durable. */
    DONE_BEFORE_THE_STAGE_IS_DURABLE,
    /** Publishing twice doubles. */
    PUBLISHED_TWICE,
    /** A loss of power takes what was synced. */
    SYNCS_DO_NOTHING,
    /** A source begins at its beginning at each start. */
    POSITIONS_ARE_NOT_RESTORED,
    /** A sealed batch runs again on less than it was sealed with. */
    A_REPLAY_READS_LESS,
    /** A database's mark isn't looked at. */
    MARKS_ARE_IGNORED,
    /** After a restart the state is empty. */
    STATE_IS_NOT_RESTORED
}
