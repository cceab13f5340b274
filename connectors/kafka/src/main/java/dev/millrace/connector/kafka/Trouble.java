package dev.millrace.connector.kafka;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import java.time.Duration;
import java.util.Collection;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/** What users read when reading or writing Kafka fails: whose fault it is, where, and what to do next. */
final class Trouble {
    private Trouble() {}

    static String cluster(ClientSettings settings) {
        return "Kafka at " + settings;
    }

    static String partition(TopicLog log) {
        return "Kafka topic '" + log.topic() + "', partition " + log.partition();
    }

    /** A call of Kafka's own client that failed, after its own attempts. */
    static MillraceException of(String where, String what, KafkaException failure) {
        if (failure instanceof InterruptException) {
            return interrupted(where, failure);
        }
        Throwable cause = deepest(failure);
        String said = String.valueOf(cause.getMessage());
        String sentence = said.endsWith(".") ? said : said + ".";
        return new MillraceException(
                kind(failure, cause), "%s: %s failed: %s %s".formatted(where, what, sentence, advice(cause)), failure);
    }

    private static Kind kind(KafkaException failure, Throwable cause) {
        if (cause instanceof ConfigException
                || cause instanceof AuthenticationException
                || cause instanceof AuthorizationException
                || cause instanceof InvalidTopicException
                || cause instanceof RecordTooLargeException
                || cause instanceof UnsupportedVersionException) {
            return Kind.CONFIGURATION;
        }
        if (cause instanceof CorruptRecordException) {
            return Kind.CORRUPT_DATA;
        }
        boolean ofService = failure instanceof ApiException || cause instanceof ApiException;
        return ofService || cause instanceof java.io.IOException ? Kind.EXTERNAL_SYSTEM : Kind.CONFIGURATION;
    }

    /** Whether the same call may succeed later. */
    static boolean isRetried(RuntimeException failure) {
        return failure instanceof RetriableException
                || (failure instanceof MillraceException known && known.kind() == Kind.EXTERNAL_SYSTEM);
    }

    private static String advice(Throwable cause) {
        if (cause instanceof TimeoutException) {
            return "No broker has answered in time: check bootstrap.servers, the network and the brokers. How long they are"
                    + " waited for is said by the source's retryTime and, for sinks, by the program's retry(RetryPolicy).";
        }
        if (cause instanceof AuthenticationException) {
            return "Check the security settings and the credentials.";
        }
        if (cause instanceof AuthorizationException) {
            return "The user needs the right to do this.";
        }
        if (cause instanceof ConfigException) {
            return "Mend the property.";
        }
        return "";
    }

    private static Throwable deepest(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() instanceof KafkaException && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause;
    }

    static MillraceException gaveUp(String where, RuntimeException failure, int attempts, Duration time) {
        return new MillraceException(
                Kind.EXTERNAL_SYSTEM,
                "%s: fetching failed %d times in %s: %s"
                        .formatted(where, attempts, seconds(time), failure.getMessage()),
                failure);
    }

    static MillraceException noSuchTopics(String where, Collection<String> topics) {
        return new MillraceException(
                Kind.CONFIGURATION, where + " has no topic " + quoted(topics) + ". Create it, or mend the name.");
    }

    static MillraceException noSuchPartitions(String where, String partitions) {
        return new MillraceException(
                Kind.CONFIGURATION, where + " has no partition " + partitions + " that the source is to read.");
    }

    static MillraceException expired(TopicLog log, long position, long earliest) {
        return new MillraceException(
                Kind.CONFIGURATION,
                "%s: records from offset %d on are to be read, but the oldest that is left has offset %d; what was between"
                                .formatted(partition(log), position, earliest)
                        + " has expired or was deleted, perhaps unread. Keep records longer (retention.ms) or start sooner; to"
                        + " accept the loss, say onLoss(LossPolicy.SKIP_AND_COUNT).");
    }

    static MillraceException pastEnd(TopicLog log, long position) {
        return new MillraceException(
                Kind.CONFIGURATION,
                "%s: it ends before offset %d, up to which it was read already. The cluster has lost records that it had"
                                .formatted(partition(log), position)
                        + " handed out: a broker was elected that didn't have them (unclean.leader.election.enable), or lost its"
                        + " disk. What was read can't be matched with what comes; start with a new checkpoint directory.");
    }

    static MillraceException groupPastEnd(String where, TopicLog log, long position) {
        return new MillraceException(
                Kind.CONFIGURATION,
                "%s: %s ends before offset %d, up to which the group has received it. The cluster has lost records that it had"
                                .formatted(where, partition(log), position)
                        + " handed out, or the topic was made again; set the group's offsets to where it shall go on"
                        + " (kafka-consumer-groups --reset-offsets).");
    }

    static MillraceException noOffsets(String where, Collection<?> partitions) {
        return new MillraceException(
                Kind.CONFIGURATION,
                "%s has no offsets of %s, and auto.offset.reset is none. Set them, or say earliest or latest."
                        .formatted(where, partitions));
    }

    static MillraceException gone(Collection<TopicLog> logs) {
        return new MillraceException(
                Kind.CONFIGURATION,
                "Kafka: %s was deleted, or deleted and made again, while the program has still to read it; what wasn't read is"
                                .formatted(quoted(
                                        logs.stream().map(TopicLog::toString).toList()))
                        + " gone, and offsets of the one mean nothing in the other. Take the topic out of the source, or start"
                        + " with a new checkpoint directory; to go on without it, say onLoss(LossPolicy.SKIP_AND_COUNT).");
    }

    static MillraceException leaderless(String where, Collection<TopicLog> logs, Duration time) {
        return new MillraceException(
                Kind.EXTERNAL_SYSTEM,
                "%s: no broker leads %s since %s: all that have it are down."
                        .formatted(
                                where,
                                quoted(logs.stream().map(TopicLog::toString).toList()),
                                seconds(time)));
    }

    static MillraceException notReadAgain(TopicLog log, long position, long until, Duration time) {
        return new MillraceException(
                Kind.EXTERNAL_SYSTEM,
                "%s: offsets %d to %d were read before and don't come a second time, for %s. Check the brokers that have the"
                                .formatted(partition(log), position, until, seconds(time))
                        + " partition; if they have lost what they had handed out, start with a new checkpoint directory.");
    }

    static MillraceException closed(String where) {
        return new MillraceException(Kind.EXTERNAL_SYSTEM, where + ": the source was closed while it was read.");
    }

    static MillraceException interrupted(String where, @Nullable Throwable e) {
        return new MillraceException(Kind.EXTERNAL_SYSTEM, where + ": waiting for the cluster was interrupted.", e);
    }

    private static String quoted(Collection<String> names) {
        return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
    }

    static String seconds(Duration time) {
        return time.toMillis() < 10_000 ? time.toMillis() + " ms" : time.toSeconds() + " s";
    }
}
