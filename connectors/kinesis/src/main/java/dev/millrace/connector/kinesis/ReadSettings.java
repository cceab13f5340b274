package dev.millrace.connector.kinesis;

import java.io.Serializable;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** All that a {@link KinesisSource} was told; checked when it was built. */
record ReadSettings(
        StreamName stream,
        KinesisConnection connection,
        InitialPosition initialPosition,
        FetchSettings fetch,
        RetrySettings retry,
        boolean keepStrays,
        @Nullable FanOutSettings fanOut,
        @Nullable LeaseTableSettings leaseTable,
        boolean readInTasks)
        implements Serializable {
    /** For tasks that read ranges again beside those that fetch. */
    private static final int MORE_CONNECTIONS = 50;

    KinesisCalls connect(InstantSource clock) {
        return new SdkCalls(
                connection.newClient(Trouble.stream(stream), stream, fetch.fetchThreadsMax() + MORE_CONNECTIONS),
                stream,
                clock);
    }

    /** The consumer to be pushed to, or null. */
    @Nullable
    FanOut connectFanOut() {
        return fanOut == null ? null : new FanOut(connection.newAsyncClient(Trouble.stream(stream), stream), fanOut);
    }

    /** The table to tell positions to, or null. */
    @Nullable
    LeaseTable connectTable(String appName) {
        if (leaseTable == null) {
            return null;
        }
        DynamoLeases calls = new DynamoLeases(
                leaseTable.connection().newDynamoDbClient(Trouble.stream(stream), stream), leaseTable.table());
        return new LeaseTable(calls, leaseTable, stream.shortName(), appName + ":" + UUID.randomUUID());
    }
}
