package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.Channel;
import dev.millrace.kinesis.server.store.Shard;
import dev.millrace.kinesis.server.store.Stream;
import dev.millrace.kinesis.server.store.StreamMode;
import dev.millrace.kinesis.server.wire.Length;
import dev.millrace.kinesis.server.wire.Matches;
import dev.millrace.kinesis.server.wire.Required;
import dev.millrace.kinesis.server.wire.ServiceException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes a channel, which delivers what comes to an on-demand stream from now on to a bucket. */
final class CreateChannel implements Action<CreateChannel.Request> {
    private static final int FRESHNESS_SECONDS_DEFAULT = 300;

    record Request(
            @Required @StreamName String channelName,

            @Required
            @Length(min = 1, max = 512)
            @Matches("arn:aws[-a-z0-9]*:iam::\\d{12}:role/[a-zA-Z_0-9+=,.@\\-_/]+")
            String serviceExecutionRoleARN,

            @Required @Length(min = 1, max = 10000) List<StreamConfiguration> streamConfigurationList,
            ChannelDefinition.@Nullable S3Destination s3DestinationConfiguration,
            ChannelDefinition.@Nullable S3TablesDestination s3TablesDestinationConfiguration,
            ChannelDefinition.@Nullable Encryption encryptionConfiguration,
            @Nullable @TagMap Map<String, String> tags,
            ChannelDefinition.@Nullable Logging loggingConfiguration) {}

    record StreamConfiguration(
            @Required @StreamArn String streamARN,
            @Required ChannelDefinition.RecordConfiguration recordConfiguration) {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public Record handle(Request request, Backend backend) {
        if ((request.s3DestinationConfiguration() == null) == (request.s3TablesDestinationConfiguration() == null)) {
            throw ServiceException.invalidArgument("Either S3DestinationConfiguration or"
                    + " S3TablesDestinationConfiguration must be specified, and not both.");
        }
        if (request.streamConfigurationList().size() > 1) {
            throw ServiceException.invalidArgument("A channel is for one stream.");
        }
        String streamName =
                backend.streamNameOf(request.streamConfigurationList().get(0).streamARN());
        Stream stream = backend.store().find(streamName);
        if (stream == null) {
            throw backend.account().streamNotFound(streamName);
        }
        checkStream(stream, backend);
        String definition = definition(request).toText();
        Map<String, String> tags = Tags.merge(Map.of(), request.tags());
        Channel created = backend.store().channels().change(request.channelName(), (current, nowMillis) -> {
            checkNew(request.channelName(), current, backend);
            Channel.Identity identity = new Channel.Identity(
                    request.channelName(),
                    UUID.randomUUID().toString(),
                    nowMillis,
                    stream.name(),
                    stream.createdMillis());
            long dueMillis = nowMillis + backend.limits().stateChangeMillis();
            return Channel.creating(identity, definition, tags, tips(stream, backend), dueMillis);
        });
        return ChannelView.described(
                created == null ? ChannelView.find(request.channelName(), backend) : created, backend);
    }

    private static void checkStream(Stream stream, Backend backend) {
        if (!stream.isUsable()) {
            throw backend.account().notActive(stream);
        }
        if (stream.options().mode() != StreamMode.ON_DEMAND) {
            throw ServiceException.invalidArgument("Stream " + stream.name() + " under account "
                    + backend.account().id() + " is in Provisioned mode; channels need On-Demand mode.");
        }
    }

    private static void checkNew(String name, @Nullable Channel current, Backend backend) {
        if (current != null) {
            throw ServiceException.client(
                    "ResourceInUseException",
                    "Channel " + name + " under account " + backend.account().id() + " already exists.");
        }
        if (backend.store().channels().all().size() >= Backend.Limits.CHANNELS_MAX) {
            throw ServiceException.client(
                    "LimitExceededException",
                    "Account " + backend.account().id() + " has " + Backend.Limits.CHANNELS_MAX + " channels already.");
        }
    }

    /** With what AWS fills in. */
    private static ChannelDefinition definition(Request request) {
        ChannelDefinition.Logging logging = request.loggingConfiguration();
        ChannelDefinition.S3Destination s3 = request.s3DestinationConfiguration();
        ChannelDefinition.S3TablesDestination tables = request.s3TablesDestinationConfiguration();
        ChannelDefinition definition = new ChannelDefinition(
                request.serviceExecutionRoleARN(),
                request.streamConfigurationList().get(0).recordConfiguration(),
                s3 == null ? null : withDeadLetters(s3),
                tables,
                request.encryptionConfiguration(),
                logging == null
                        ? new ChannelDefinition.Logging(new ChannelDefinition.CloudWatchLogs(false, null, null))
                        : logging);
        Integer freshness = s3 != null ? s3.dataFreshnessInSeconds() : freshness(tables);
        int seconds = freshness == null ? FRESHNESS_SECONDS_DEFAULT : freshness;
        UpdateChannel.checkFreshness(seconds);
        ObjectKeys.check(definition);
        return definition.withFreshness(seconds);
    }

    private static @Nullable Integer freshness(ChannelDefinition.@Nullable S3TablesDestination tables) {
        return tables == null ? null : tables.dataFreshnessInSeconds();
    }

    private static ChannelDefinition.S3Destination withDeadLetters(ChannelDefinition.S3Destination s3) {
        ChannelDefinition.DeadLetterQueue given = s3.deadLetterQueueS3Configuration();
        ChannelDefinition.Storage storage = s3.storageConfiguration();
        return new ChannelDefinition.S3Destination(
                s3.dataFreshnessInSeconds(),
                given == null
                        ? new ChannelDefinition.DeadLetterQueue(
                                storage.bucketARN(), storage.expectedBucketOwner(), ObjectKeys.ERROR_PREFIX_DEFAULT)
                        : given,
                storage);
    }

    private static Map<Integer, Long> tips(Stream stream, Backend backend) {
        Map<Integer, Long> positions = new HashMap<>();
        for (Shard shard : stream.shards().open()) {
            positions.put(shard.index(), backend.store().tipPosition(stream, shard));
        }
        return positions;
    }
}
