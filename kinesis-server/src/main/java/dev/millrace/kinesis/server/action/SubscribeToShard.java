package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.ConsumerStatus;
import dev.millrace.kinesis.server.store.Shard;
import dev.millrace.kinesis.server.store.ShardId;
import dev.millrace.kinesis.server.store.Stream;
import dev.millrace.kinesis.server.wire.OneOf;
import dev.millrace.kinesis.server.wire.Required;
import dev.millrace.kinesis.server.wire.ServiceException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Pushes a shard's records to a registered consumer, as a stream of events. */
final class SubscribeToShard implements Action<SubscribeToShard.Request> {
    record Request(
            @Required @ConsumerArn String consumerARN,
            @Required @ShardIdText String shardId,
            @Required StartingPosition startingPosition,
            @Nullable Boolean dryRun)
            implements AboutResource {
        @Override
        public String resource(Backend backend) {
            return consumerARN;
        }
    }

    record StartingPosition(
            @Required @OneOf(ShardIteratorType.class) String type,
            @SequenceNumberText @Nullable String sequenceNumber,
            @Nullable Instant timestamp) {}

    /** The reply is no body but what the subscriber is sent from now on. */
    record Response(Subscriber subscriber) {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public Record handle(Request request, Backend backend) {
        ConsumerAddress address = ConsumerAddress.of(request.consumerARN(), backend);
        ConsumerAddress.Found found = address.find(backend);
        Stream stream = found.stream();
        if (found.consumer().status() != ConsumerStatus.ACTIVE) {
            throw ServiceException.client(
                    "ResourceInUseException",
                    "Consumer " + address.consumer() + " under stream " + stream.name() + " under account "
                            + backend.account().id() + " not ACTIVE, instead in state "
                            + found.consumer().status());
        }
        Integer index = ShardId.parse(request.shardId());
        if (index == null) {
            throw backend.account().shardNotFound(request.shardId(), stream.name());
        }
        Shard shard = stream.shards().find(index);
        if (shard == null) {
            throw backend.account().shardDoesNotExist(ShardId.format(index), stream.name());
        }
        StartingPosition from = request.startingPosition();
        StartPoint start = new StartPoint(
                "SubscribeToShard", ShardIteratorType.valueOf(from.type()), from.sequenceNumber(), from.timestamp());
        long position = start.position(stream, shard, backend);
        DryRun.endHereIf(request.dryRun());
        Subscriptions.Key key = new Subscriptions.Key(request.consumerARN(), index);
        backend.activity().checkSubscribe(key, backend.clock().millis());
        Subscriber subscriber = new Subscriber(backend, address, key, stream, position);
        backend.subscriptions().begin(subscriber, backend.clock().millis());
        return new Response(subscriber);
    }
}
