package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.Consumer;
import org.jspecify.annotations.Nullable;

/** Ends the registration of a consumer, and with it its subscriptions. */
final class DeregisterStreamConsumer implements Action<DeregisterStreamConsumer.Request> {
    record Request(
            @StreamArn @Nullable String streamARN,
            @ConsumerName @Nullable String consumerName,
            @ConsumerArn @Nullable String consumerARN)
            implements ConsumerRequest {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public @Nullable Record handle(Request request, Backend backend) {
        ConsumerAddress address = ConsumerAddress.of(request, backend);
        backend.store().change(address.stream(), (stream, nowMillis) -> {
            if (stream == null) {
                throw backend.account().streamNotFound(address.stream());
            }
            Consumer consumer = address.in(stream);
            if (consumer == null) {
                throw address.notFound(backend.account());
            }
            return stream.withConsumer(
                    consumer.deleting(nowMillis + backend.limits().stateChangeMillis()));
        });
        return null;
    }
}
