package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.wire.ServiceException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The keys of the objects that a channel delivers. A key holds the shard and the first sequence number, so that a repeated delivery replaces itself. */
final class ObjectKeys {
    static final String ERROR_PREFIX_DEFAULT = "errors/";

    private static final String TEMPLATE_DEFAULT = "{channelName}/{yyyy}/{MM}/{dd}/{HH}/{shardId}-{sequenceNumber}";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^}]*)\\}");
    private static final Map<String, String> EXAMPLE =
            values(new Place("channel", "id", "stream", "shardId-000000000000", "0"), Instant.EPOCH);

    /** What an object is of: the names of channel, stream and shard, and its first record's sequence number. */
    record Place(String channel, String channelId, String stream, String shardId, String sequenceNumber) {}

    private ObjectKeys() {}

    /** Throws if a template or prefix of the definition can't be a key. */
    static void check(ChannelDefinition definition) {
        ChannelDefinition.S3Destination s3 = definition.s3DestinationConfiguration();
        if (s3 != null) {
            checkKey(fill(s3.storageConfiguration().outputKeyTemplate(), EXAMPLE));
            ChannelDefinition.DeadLetterQueue letters = s3.deadLetterQueueS3Configuration();
            String prefix = letters == null ? null : letters.errorOutputPrefix();
            checkKey((prefix == null ? "" : prefix) + "x");
        }
    }

    /** Keys become file names: they must stay below their bucket. */
    private static void checkKey(String key) {
        for (String part : key.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw ServiceException.invalidArgument("'" + key + "' is no valid key of an object.");
            }
        }
    }

    static String key(@Nullable String template, Place place, Instant arrival) {
        return fill(template, values(place, arrival));
    }

    private static String fill(@Nullable String template, Map<String, String> values) {
        String given = template == null ? TEMPLATE_DEFAULT : template;
        if (!given.contains("{shardId}") || !given.contains("{sequenceNumber}")) {
            given += "-{shardId}-{sequenceNumber}";
        }
        Matcher placeholder = PLACEHOLDER.matcher(given);
        StringBuilder key = new StringBuilder();
        while (placeholder.find()) {
            String value = values.get(placeholder.group(1));
            if (value == null) {
                throw ServiceException.invalidArgument("OutputKeyTemplate has the unknown part " + placeholder.group()
                        + "; there are " + values.keySet().stream().sorted().toList() + ".");
            }
            placeholder.appendReplacement(key, Matcher.quoteReplacement(value));
        }
        return placeholder.appendTail(key).toString();
    }

    private static Map<String, String> values(Place place, Instant arrival) {
        ZonedDateTime time = arrival.atZone(ZoneOffset.UTC);
        return Map.of(
                "channelName", place.channel,
                "channelId", place.channelId,
                "streamName", place.stream,
                "shardId", place.shardId,
                "sequenceNumber", place.sequenceNumber,
                "yyyy", String.format("%04d", time.getYear()),
                "MM", String.format("%02d", time.getMonthValue()),
                "dd", String.format("%02d", time.getDayOfMonth()),
                "HH", String.format("%02d", time.getHour()));
    }
}
