package dev.millrace.kinesis.server.action;

import org.jspecify.annotations.Nullable;

/** Tells about one consumer. */
final class DescribeStreamConsumer implements Action<DescribeStreamConsumer.Request> {
    record Request(
            @StreamArn @Nullable String streamARN,
            @ConsumerName @Nullable String consumerName,
            @ConsumerArn @Nullable String consumerARN)
            implements ConsumerRequest {}

    record Response(ConsumerView consumerDescription) {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public Record handle(Request request, Backend backend) {
        ConsumerAddress address = ConsumerAddress.of(request, backend);
        ConsumerAddress.Found found = address.find(backend);
        return new Response(ConsumerView.of(address.stream(), found.consumer(), backend)
                .withStream(backend.account().arnOf(address.stream())));
    }
}
