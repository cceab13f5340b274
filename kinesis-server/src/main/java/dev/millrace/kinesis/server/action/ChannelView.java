package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.Channel;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A channel as replies show it: described, or in short. */
final class ChannelView {
    private static final String CHANNEL = ":channel/";

    /** All about a channel. */
    record ChannelDescription(
            String channelName,
            String channelARN,
            String channelId,
            String channelStatus,
            @Nullable String channelStatusReason,
            Instant channelCreationTimestamp,
            String serviceExecutionRoleARN,
            List<StreamDescription> streamConfigurationList,
            ChannelDefinition.@Nullable S3Destination s3DestinationConfiguration,
            ChannelDefinition.@Nullable S3TablesDestination s3TablesDestinationConfiguration,
            ChannelDefinition.@Nullable Encryption encryptionConfiguration,
            ChannelDefinition.Logging loggingConfiguration) {}

    /** The stream that a channel is for, and what its records are. */
    record StreamDescription(
            String streamARN,
            Instant streamCreationTimestamp,
            ChannelDefinition.RecordConfiguration recordConfiguration) {}

    /** What a list tells of a channel. */
    record ChannelSummary(
            String channelName,
            String channelARN,
            String channelId,
            String channelStatus,
            @Nullable String channelStatusReason,
            Instant channelCreationTimestamp,
            String channelDestinationType,
            List<StreamIdentifier> streams) {}

    /** The stream that a channel is for. */
    record StreamIdentifier(String streamARN, Instant streamCreationTimestamp) {}

    /** The reply of the operations on one channel. */
    record Response(ChannelDescription channelDescription) {}

    private ChannelView() {}

    /** The name in a channel's ARN, which must be one of this account and region. */
    static String nameOf(String arn, Backend backend) {
        String name = arn.substring(arn.indexOf(CHANNEL) + CHANNEL.length());
        if (!arn.equals(backend.account().channelArnOf(name))) {
            throw backend.account().channelNotFound(name);
        }
        return name;
    }

    static Channel find(String name, Backend backend) {
        Channel channel = backend.store().channels().find(name);
        if (channel == null) {
            throw backend.account().channelNotFound(name);
        }
        return channel;
    }

    static Response described(Channel channel, Backend backend) {
        Channel.Identity identity = channel.identity();
        ChannelDefinition definition = ChannelDefinition.of(channel);
        return new Response(new ChannelDescription(
                identity.name(),
                backend.account().channelArnOf(identity.name()),
                identity.id(),
                channel.status().name(),
                channel.state().reason(),
                Instant.ofEpochMilli(identity.createdMillis()),
                definition.serviceExecutionRoleARN(),
                List.of(new StreamDescription(
                        backend.account().arnOf(identity.stream()),
                        Instant.ofEpochMilli(identity.streamCreatedMillis()),
                        definition.recordConfiguration())),
                definition.s3DestinationConfiguration(),
                definition.s3TablesDestinationConfiguration(),
                definition.encryptionConfiguration(),
                definition.loggingConfiguration()));
    }

    static ChannelSummary summary(Channel channel, Backend backend) {
        Channel.Identity identity = channel.identity();
        boolean s3 = ChannelDefinition.of(channel).s3DestinationConfiguration() != null;
        return new ChannelSummary(
                identity.name(),
                backend.account().channelArnOf(identity.name()),
                identity.id(),
                channel.status().name(),
                channel.state().reason(),
                Instant.ofEpochMilli(identity.createdMillis()),
                s3 ? "S3" : "S3_TABLES",
                List.of(new StreamIdentifier(
                        backend.account().arnOf(identity.stream()),
                        Instant.ofEpochMilli(identity.streamCreatedMillis()))));
    }
}
