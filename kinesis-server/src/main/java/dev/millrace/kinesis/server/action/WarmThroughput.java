package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.AccountSettings;
import dev.millrace.kinesis.server.store.Stream;
import dev.millrace.kinesis.server.store.StreamMode;
import dev.millrace.kinesis.server.wire.ServiceException;
import org.jspecify.annotations.Nullable;

/** The write throughput that an on-demand stream is prepared for, as replies show it, and its rules. One shard takes 1 MiB/s. */
record WarmThroughput(@Nullable Integer targetMiBps, int currentMiBps) {
    private static final int MIBPS_MAX = 10_240;

    static @Nullable WarmThroughput of(Stream stream) {
        Stream.Options options = stream.options();
        return options.mode() == StreamMode.ON_DEMAND && options.warmMibps() > 0
                ? new WarmThroughput(null, options.warmMibps())
                : null;
    }

    static void check(int mibps, StreamMode mode, Backend backend) {
        if (mode != StreamMode.ON_DEMAND) {
            throw ServiceException.client(
                    "ValidationException", "Warm throughput is only supported for streams in On-Demand mode.");
        }
        AccountSettings settings = backend.store().accountSettings();
        if (!settings.isCommitted(backend.clock().millis())) {
            throw ServiceException.client(
                    "ValidationException",
                    "Warm throughput needs the MinimumThroughputBillingCommitment of account "
                            + backend.account().id() + " to be enabled.");
        }
        if (mibps > MIBPS_MAX) {
            throw ServiceException.client(
                    "LimitExceededException",
                    "Warm throughput of " + mibps + " MiB/s is more than the limit of " + MIBPS_MAX + " MiB/s.");
        }
    }

    /** How many shards that takes; an on-demand stream has four at least. */
    static int shards(int mibps) {
        return Math.max(CreateStream.ON_DEMAND_SHARDS, mibps);
    }
}
