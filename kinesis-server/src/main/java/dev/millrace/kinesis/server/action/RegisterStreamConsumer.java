package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.Consumer;
import dev.millrace.kinesis.server.store.ConsumerStatus;
import dev.millrace.kinesis.server.store.Stream;
import dev.millrace.kinesis.server.store.StreamMode;
import dev.millrace.kinesis.server.wire.Required;
import dev.millrace.kinesis.server.wire.ServiceException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Registers a reader that records are pushed to. */
final class RegisterStreamConsumer implements Action<RegisterStreamConsumer.Request> {
    private static final int CONSUMERS_MAX = 20;
    /** Of an on-demand stream, while the account is committed to a minimum of throughput. */
    private static final int CONSUMERS_OF_COMMITTED_MAX = 50;

    private static final int CREATING_MAX = 5;

    record Request(
            @Required @StreamArn String streamARN,
            @Required @ConsumerName String consumerName,
            @Nullable @TagMap Map<String, String> tags)
            implements AboutResource {
        @Override
        public String resource(Backend backend) {
            return streamARN;
        }
    }

    record Response(ConsumerView consumer) {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public Record handle(Request request, Backend backend) {
        String name = request.consumerName();
        String streamName = backend.streamNameOf(request.streamARN());
        Map<String, String> tags = Tags.merge(Map.of(), request.tags());
        Consumer[] registered = new Consumer[1];
        backend.store().change(streamName, (stream, nowMillis) -> {
            if (stream == null) {
                throw backend.account().streamNotFound(streamName);
            }
            check(stream, name, consumersMax(stream, backend, nowMillis), backend);
            registered[0] = Consumer.creating(
                    name, nowMillis, nowMillis + backend.limits().stateChangeMillis(), tags);
            return stream.withConsumer(registered[0]);
        });
        return new Response(ConsumerView.of(streamName, registered[0], backend));
    }

    private static int consumersMax(Stream stream, Backend backend, long nowMillis) {
        boolean committed = stream.options().mode() == StreamMode.ON_DEMAND
                && backend.store().accountSettings().isCommitted(nowMillis);
        return committed ? CONSUMERS_OF_COMMITTED_MAX : CONSUMERS_MAX;
    }

    private static void check(Stream stream, String name, int consumersMax, Backend backend) {
        if (!stream.isUsable()) {
            throw backend.account().notActive(stream);
        }
        if (stream.consumer(name) != null) {
            throw ServiceException.client(
                    "ResourceInUseException",
                    "Consumer " + name + " under stream " + stream.name() + " under account "
                            + backend.account().id() + " already exists.");
        }
        long creating = stream.consumers().stream()
                .filter(consumer -> consumer.status() == ConsumerStatus.CREATING)
                .count();
        if (stream.consumers().size() >= consumersMax || creating >= CREATING_MAX) {
            throw ServiceException.client(
                    "LimitExceededException",
                    "Stream " + stream.name() + " under account "
                            + backend.account().id() + " has "
                            + stream.consumers().size() + " consumers, " + creating
                            + " of them in state CREATING. Limits: " + consumersMax + " and " + CREATING_MAX + ".");
        }
    }
}
