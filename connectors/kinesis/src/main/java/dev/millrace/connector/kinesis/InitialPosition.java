package dev.millrace.connector.kinesis;

import java.io.Serializable;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

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

    /**
     * Behind these records, which were processed elsewhere: AWS Lambda names an event's shard and sequence number, and the
     * last one of a batch that failed. An aggregated record is behind it as a whole. Shards that follow one of these are read
     * from their beginning.
     *
     * @param processed the sequence number of the last record that was processed, by the shard's id; those records must
     *     still be in the stream
     * @param others where shards begin that none of these leads to
     */
    static InitialPosition afterSequenceNumbers(Map<String, String> processed, InitialPosition others) {
        return new AfterSequenceNumbers(processed, others);
    }

    /** See {@link InitialPosition#trimHorizon()}. */
    record TrimHorizon() implements InitialPosition {}

    /** See {@link InitialPosition#latest()}. */
    record Latest() implements InitialPosition {}

    /** See {@link InitialPosition#atTimestamp}. */
    record AtTimestamp(Instant timestamp) implements InitialPosition {}

    /** See {@link InitialPosition#afterSequenceNumbers}. */
    record AfterSequenceNumbers(Map<String, String> processed, InitialPosition others) implements InitialPosition {
        private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,127}");

        public AfterSequenceNumbers {
            processed = Map.copyOf(processed);
            processed.forEach((shard, number) -> {
                if (!NUMBER.matcher(number).matches()) {
                    throw new IllegalArgumentException(
                            "'" + number + "', given for shard '" + shard + "', is no sequence number");
                }
            });
            if (processed.isEmpty() || others instanceof AfterSequenceNumbers) {
                throw new IllegalArgumentException(
                        "afterSequenceNumbers needs the number of one shard or more, and another position for others");
            }
        }

        /** As rows of a lease table say it. */
        Map<String, Lease> leases() {
            Map<String, Lease> leases = new HashMap<>();
            processed.forEach((shard, number) ->
                    leases.put(shard, new Lease(shard, null, 0, LeaseCheckpoint.ofWholeRecord(number))));
            return leases;
        }
    }
}
