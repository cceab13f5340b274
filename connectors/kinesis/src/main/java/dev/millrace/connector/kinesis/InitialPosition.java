package dev.millrace.connector.kinesis;

import java.io.Serializable;
import java.time.Instant;

/** Where a program without a checkpoint begins to read a stream. With a checkpoint it plays no part. */
public sealed interface InitialPosition extends Serializable {
    /** The oldest record that the stream still holds. */
    static InitialPosition trimHorizon() {
        return new TrimHorizon();
    }

    /** What comes from the first start on; the place is looked up once and written down before anything is read. */
    static InitialPosition latest() {
        return new Latest();
    }

    /** The first record that arrived at this time or later; refused if the stream's retention doesn't reach so far. */
    static InitialPosition atTimestamp(Instant timestamp) {
        return new AtTimestamp(timestamp);
    }

    /** See {@link InitialPosition#trimHorizon()}. */
    record TrimHorizon() implements InitialPosition {}

    /** See {@link InitialPosition#latest()}. */
    record Latest() implements InitialPosition {}

    /** See {@link InitialPosition#atTimestamp}. */
    record AtTimestamp(Instant timestamp) implements InitialPosition {}
}
