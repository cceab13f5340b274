package dev.millrace.connector.kinesis;

import java.io.Serializable;
import java.time.InstantSource;

/** All that a {@link KinesisSource} was told; checked when it was built. */
record ReadSettings(
        StreamName stream,
        KinesisConnection connection,
        InitialPosition initialPosition,
        FetchSettings fetch,
        RetrySettings retry,
        boolean keepStrays)
        implements Serializable {
    /** For tasks that read ranges again beside those that fetch. */
    private static final int MORE_CONNECTIONS = 50;

    KinesisCalls connect(InstantSource clock) {
        return new SdkCalls(
                connection.newClient(Trouble.stream(stream), stream, fetch.fetchThreadsMax() + MORE_CONNECTIONS),
                stream,
                clock);
    }
}
