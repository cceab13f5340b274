package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.AccountSettings;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The account's commitment to a minimum of throughput, as replies show it. */
record CommitmentView(
        String status,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Instant earliestAllowedEndAt) {
    /** A commitment lasts at least this long. */
    static final long COMMITTED_MILLIS = 24 * 3_600_000L;

    static CommitmentView of(AccountSettings settings, long nowMillis) {
        if (settings.startedMillis() == 0) {
            return new CommitmentView("DISABLED", null, null, null);
        }
        boolean committed = settings.isCommitted(nowMillis);
        boolean ends = settings.endedMillis() != 0;
        String status = !committed ? "DISABLED" : ends ? "ENABLED_UNTIL_EARLIEST_ALLOWED_END" : "ENABLED";
        return new CommitmentView(
                status,
                Instant.ofEpochMilli(settings.startedMillis()),
                ends && !committed ? Instant.ofEpochMilli(settings.endedMillis()) : null,
                committed ? Instant.ofEpochMilli(settings.startedMillis() + COMMITTED_MILLIS) : null);
    }
}
