package dev.millrace;

/** How a context stops. */
public enum StopMode {
    /** The batch under way ends as any other, what receivers have is processed, then the context stops. */
    GRACEFULLY,
    /**
     * The batch under way is interrupted and not committed; with a checkpoint it runs again at the next start. Returns
     * soon even where a function of the user hangs.
     */
    NOW
}
