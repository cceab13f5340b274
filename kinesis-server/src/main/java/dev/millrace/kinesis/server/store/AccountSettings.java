package dev.millrace.kinesis.server.store;

/**
 * What the account has committed itself to: a minimum of throughput that is paid for.
 *
 * @param startedMillis when the commitment began; 0 if there never was one
 * @param endedMillis when it ended or will end; 0 if it has no end yet
 */
public record AccountSettings(long startedMillis, long endedMillis) {
    public static final AccountSettings NONE = new AccountSettings(0, 0);

    public boolean isCommitted(long nowMillis) {
        return startedMillis != 0 && (endedMillis == 0 || nowMillis < endedMillis);
    }
}
