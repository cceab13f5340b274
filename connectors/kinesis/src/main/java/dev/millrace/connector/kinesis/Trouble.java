package dev.millrace.connector.kinesis;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import java.time.Duration;
import java.time.Instant;

/** What users read when reading or writing a stream fails: whose fault it is, where, and what to do next. */
final class Trouble {
    private Trouble() {}

    static String stream(StreamName stream) {
        return "Kinesis stream '" + stream.shortName() + "'";
    }

    static String shard(StreamName stream, String shardId) {
        return stream(stream) + ", shard " + shardId;
    }

    static MillraceException gaveUp(String where, KinesisFault fault, int attempts, Duration time) {
        return new MillraceException(
                Kind.EXTERNAL_SYSTEM,
                "%s: %s %s %d times in %s. %s"
                        .formatted(
                                where,
                                fault.operation(),
                                fault.kind() == KinesisFault.Kind.THROTTLED ? "was throttled" : "failed",
                                attempts,
                                seconds(time),
                                advice(fault)),
                fault);
    }

    static MillraceException refused(String where, KinesisFault fault) {
        return new MillraceException(
                Kind.CONFIGURATION, "%s: %s was refused. %s".formatted(where, fault.operation(), advice(fault)), fault);
    }

    static MillraceException expired(String where, ShardPosition position, StreamInfo stream) {
        return new MillraceException(
                Kind.CONFIGURATION,
                "%s: the position %s is older than what the stream still holds (its retention is %s; what arrived up to %s"
                                .formatted(where, position.encode(), hours(stream.retention()), instant(position))
                        + " has been read). Records may have expired unread, so the program doesn't go on by itself."
                        + " To accept the loss, start with a new checkpoint directory, from InitialPosition.trimHorizon().");
    }

    static MillraceException tooOld(String where, Instant timestamp, StreamInfo stream) {
        return new MillraceException(
                Kind.CONFIGURATION,
                "%s: reading was to begin at %s, but the stream's retention is %s. Begin later, or with"
                                .formatted(where, timestamp, hours(stream.retention()))
                        + " InitialPosition.trimHorizon() to take what there still is.");
    }

    static MillraceException recreated(String where, StreamInfo then, StreamInfo now) {
        return new MillraceException(
                Kind.CONFIGURATION,
                "%s was deleted and made again while it was read: it was %s and is %s now. Positions of the one mean"
                                .formatted(where, then.identity(), now.identity())
                        + " nothing in the other; start with a new checkpoint directory.");
    }

    static MillraceException lostShards(String where, String shards, StreamInfo stream) {
        return new MillraceException(
                Kind.CONFIGURATION,
                "%s: records of shards that follow the checkpoint's have expired unread (retention %s): %s can't be joined"
                                .formatted(where, hours(stream.retention()), shards)
                        + " to what was read. To accept the loss, start with a new checkpoint directory, from"
                        + " InitialPosition.trimHorizon().");
    }

    static MillraceException noSuchShards(String where, String shards) {
        return new MillraceException(
                Kind.CONFIGURATION,
                "%s: reading was to begin after records of %s, which the stream doesn't have, or not any more."
                                .formatted(where, shards)
                        + " Leave out what was read to its end and has expired.");
    }

    static MillraceException notReadAgain(String where, ShardPosition until) {
        return new MillraceException(
                Kind.EXTERNAL_SYSTEM,
                "%s: the service doesn't give a second time what it gave before: the records up to %s are not there."
                        .formatted(where, until.encode()));
    }

    static MillraceException closed(String where) {
        return new MillraceException(Kind.EXTERNAL_SYSTEM, where + ": the source was closed while it was read.");
    }

    private static String advice(KinesisFault fault) {
        String said = String.valueOf(fault.getMessage());
        String sentence = said.endsWith(".") ? said : said + ".";
        return switch (fault.kind()) {
            case THROTTLED ->
                fault.operation().startsWith("Put")
                        ? "A shard takes 1 MiB/s and 1,000 records/s: add shards, or send less. " + sentence
                        : "Another reader shares the shard's 5 reads/s and 2 MiB/s: stop it, or fetch less often"
                                + " (fetchesPerSecondPerShard). " + sentence;
            case UNAVAILABLE ->
                "Check the endpoint, the region and the network; retry.time says how long to wait for them. "
                        + sentence;
            case EXPIRED_ITERATOR ->
                "Iterators expire as soon as they are made: check the service's clock. " + sentence;
            case NOT_FOUND -> "Check the stream's name or ARN, the region and the endpoint. " + sentence;
            case INVALID ->
                "Check that the checkpoint is of this stream, and that the endpoint is Kinesis. " + sentence;
            case REFUSED -> "Check the credentials and their rights. " + sentence;
            case FOREIGN ->
                "Check the endpoint: what answers there is not Kinesis, or something before it keeps requests from it. "
                        + sentence;
        };
    }

    private static String seconds(Duration time) {
        return time.toMillis() < 10_000 ? time.toMillis() + " ms" : time.toSeconds() + " s";
    }

    private static String hours(Duration time) {
        return time.toSeconds() % 3600 == 0 ? time.toHours() + " h" : time.toString();
    }

    private static Instant instant(ShardPosition position) {
        return Instant.ofEpochMilli(position.knownMillis());
    }
}
