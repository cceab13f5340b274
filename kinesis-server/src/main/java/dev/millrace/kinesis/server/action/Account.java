package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.Consumer;
import dev.millrace.kinesis.server.store.ShardId;
import dev.millrace.kinesis.server.store.Stream;
import dev.millrace.kinesis.server.wire.ServiceException;

/** Whose streams these are: the parts of names and messages that AWS would know from the credentials. */
public record Account(String id, String region) {
    String arnOf(String streamName) {
        return "arn:aws:kinesis:" + region + ":" + id + ":stream/" + streamName;
    }

    String arnOf(String streamName, Consumer consumer) {
        return arnOf(streamName) + "/consumer/" + consumer.name() + ":" + consumer.createdMillis() / 1000;
    }

    String channelArnOf(String channel) {
        return "arn:aws:kinesis:" + region + ":" + id + ":channel/" + channel;
    }

    ServiceException channelNotFound(String channel) {
        return notFound("Channel " + channel + " under account " + id + " not found.");
    }

    ServiceException streamNotFound(String streamName) {
        return notFound("Stream " + streamName + " under account " + id + " not found.");
    }

    ServiceException shardDoesNotExist(String shardId, String streamName) {
        return notFound("Shard " + shardId + " in stream " + streamName + " under account " + id + " does not exist");
    }

    ServiceException shardNotFound(String shardId, String streamName) {
        return notFound("Could not find shard " + shardId + " in stream " + streamName + " under account " + id + ".");
    }

    ServiceException notActive(Stream stream) {
        return ServiceException.client(
                "ResourceInUseException",
                "Stream " + stream.name() + " under account " + id + " not ACTIVE, instead in state "
                        + stream.status());
    }

    ServiceException notProvisioned(Stream stream) {
        return ServiceException.client(
                "ValidationException",
                "Request is invalid. Stream " + stream.name() + " under account " + id + " is in On-Demand mode.");
    }

    ServiceException notEligible(int shard, String streamName) {
        return ServiceException.invalidArgument("Shard " + ShardId.format(shard) + " in stream " + streamName
                + " under account " + id
                + " has already been merged or split, and thus is not eligible for merging or splitting.");
    }

    ServiceException overShardLimit(int current, int limit, int additional) {
        return ServiceException.client(
                "LimitExceededException",
                "This request would exceed the shard limit for the account " + id + " in " + region
                        + ". Current shard count for the account: " + current + ". Limit: " + limit
                        + ". Number of additional shards that would have resulted from this request: " + additional
                        + ". Refer to the AWS Service Limits page"
                        + " (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html)"
                        + " for current limits and how to request higher limits.");
    }

    private static ServiceException notFound(String message) {
        return ServiceException.client("ResourceNotFoundException", message);
    }
}
