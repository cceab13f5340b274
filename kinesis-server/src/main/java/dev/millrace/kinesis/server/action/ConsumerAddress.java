package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.Consumer;
import dev.millrace.kinesis.server.store.Stream;
import dev.millrace.kinesis.server.wire.ServiceException;
import org.jspecify.annotations.Nullable;

/**
 * Which consumer a request means.
 *
 * @param createdSeconds part of the ARN that the request gives, or null if it gives the name
 */
record ConsumerAddress(
        String stream, String consumer, @Nullable Long createdSeconds) {
    private static final String STREAM = ":stream/";
    private static final String CONSUMER = "/consumer/";

    /** A consumer with its stream. */
    record Found(Stream stream, Consumer consumer) {}

    static ConsumerAddress of(ConsumerRequest request, Backend backend) {
        String arn = request.consumerARN();
        if (arn != null) {
            return of(arn, backend);
        }
        String streamArn = request.streamARN();
        String name = request.consumerName();
        if (streamArn == null || name == null) {
            throw ServiceException.invalidArgument(
                    "Either ConsumerARN or both StreamARN and ConsumerName should be provided.");
        }
        return new ConsumerAddress(backend.streamNameOf(streamArn), name, null);
    }

    /** An ARN that has the form of a consumer's. */
    static ConsumerAddress of(String arn, Backend backend) {
        int stream = arn.indexOf(STREAM);
        int consumer = arn.lastIndexOf(CONSUMER);
        int colon = arn.lastIndexOf(':');
        if (stream < 0 || consumer < stream || colon < consumer) {
            throw notFound(arn);
        }
        String streamArn = arn.substring(0, consumer);
        String name = arn.substring(consumer + CONSUMER.length(), colon);
        try {
            return new ConsumerAddress(backend.streamNameOf(streamArn), name, Long.valueOf(arn.substring(colon + 1)));
        } catch (NumberFormatException tooLarge) {
            throw notFound(arn);
        }
    }

    private static ServiceException notFound(String arn) {
        return ServiceException.client("ResourceNotFoundException", "Consumer " + arn + " not found.");
    }

    ServiceException notFound(Account account) {
        return ServiceException.client(
                "ResourceNotFoundException",
                "Consumer " + consumer + " under stream " + stream + " under account " + account.id() + " not found.");
    }

    /** The consumer if it is this one. */
    @Nullable
    Consumer in(@Nullable Stream found) {
        Consumer candidate = found == null ? null : found.consumer(consumer);
        boolean same =
                candidate != null && (createdSeconds == null || createdSeconds == candidate.createdMillis() / 1000);
        return same ? candidate : null;
    }

    Found find(Backend backend) {
        Stream found = backend.store().find(stream);
        if (found == null) {
            throw backend.account().streamNotFound(stream);
        }
        Consumer candidate = in(found);
        if (candidate == null) {
            throw notFound(backend.account());
        }
        return new Found(found, candidate);
    }
}
