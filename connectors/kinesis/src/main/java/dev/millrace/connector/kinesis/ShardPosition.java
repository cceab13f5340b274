package dev.millrace.connector.kinesis;

import dev.millrace.MillraceException;
import dev.millrace.connector.Position;
import java.io.Serializable;

/**
 * A place in a shard. Its encoded text sorts by bytes as the places follow each other: a start, records, the end. A
 * place also carries {@code knownMillis}: records that arrived before that time come before the place. With it one can
 * tell an idle shard from one whose records have expired unread. Pure.
 */
sealed interface ShardPosition extends Serializable {
    long MILLIS_MAX = 999_999_999_999_999L;

    long knownMillis();

    /** The same place, at least as fresh as given. */
    ShardPosition knownUntil(long millis);

    Position encode();

    /** Before the first record that arrived at the time or later; 0 is the oldest one that the shard has. */
    record Start(long timestampMillis, long knownMillis) implements ShardPosition {
        @Override
        public ShardPosition knownUntil(long millis) {
            return millis <= knownMillis ? this : new Start(timestampMillis, millis);
        }

        @Override
        public Position encode() {
            return Position.ofText(
                    String.format("1-start|%015d|%015d", bounded(timestampMillis), bounded(knownMillis)));
        }
    }

    /**
     * Before a user record: {@code subSequenceNumber} is the first one of the (perhaps aggregated) record that is not
     * taken yet. Where the record has no such one, all of it is taken.
     */
    record At(String sequenceNumber, long subSequenceNumber, long knownMillis) implements ShardPosition {
        @Override
        public ShardPosition knownUntil(long millis) {
            return millis <= knownMillis ? this : new At(sequenceNumber, subSequenceNumber, millis);
        }

        @Override
        public Position encode() {
            // The length comes first since numbers of different lengths would not sort as text.
            return Position.ofText(String.format(
                    "2-at|%03d|%s|%010d|%015d",
                    sequenceNumber.length(), sequenceNumber, subSequenceNumber, bounded(knownMillis)));
        }

        /** Whether the user record with these numbers comes before this place. */
        boolean isAfter(String sequence, long subSequence) {
            int order = compareSequence(sequence, sequenceNumber);
            return order < 0 || (order == 0 && subSequence < subSequenceNumber);
        }
    }

    /** After the last record of a closed shard. Nothing of its children had arrived before {@code knownMillis}. */
    record End(long knownMillis) implements ShardPosition {
        @Override
        public ShardPosition knownUntil(long millis) {
            return millis <= knownMillis ? this : new End(millis);
        }

        @Override
        public Position encode() {
            return Position.ofText(String.format("3-end|%015d", bounded(knownMillis)));
        }
    }

    /** Whether no record can lie between the two: they differ in what is known of time alone. */
    default boolean isSamePlaceAs(ShardPosition other) {
        return knownMillis() >= other.knownMillis()
                ? other.knownUntil(knownMillis()).equals(this)
                : knownUntil(other.knownMillis()).equals(other);
    }

    static ShardPosition decode(Position position) {
        String text = position.toText();
        String[] fields = text.split("\\|", -1);
        try {
            if (fields[0].equals("1-start") && fields.length == 3) {
                return new Start(Long.parseLong(fields[1]), Long.parseLong(fields[2]));
            }
            if (fields[0].equals("2-at") && fields.length == 5) {
                return new At(fields[2], Long.parseLong(fields[3]), Long.parseLong(fields[4]));
            }
            if (fields[0].equals("3-end") && fields.length == 2) {
                return new End(Long.parseLong(fields[1]));
            }
        } catch (NumberFormatException e) {
            throw notOurs(position);
        }
        throw notOurs(position);
    }

    /** Compares decimal numbers without leading zeros. */
    static int compareSequence(String left, String right) {
        int byLength = Integer.compare(left.length(), right.length());
        return byLength != 0 ? byLength : left.compareTo(right);
    }

    private static MillraceException notOurs(Position position) {
        return new MillraceException(
                MillraceException.Kind.CORRUPT_DATA,
                "'" + position
                        + "' is no position in a Kinesis shard. The checkpoint belongs to a source of another kind,"
                        + " or it is damaged.");
    }

    private static long bounded(long millis) {
        return Math.max(0, Math.min(millis, MILLIS_MAX));
    }
}
