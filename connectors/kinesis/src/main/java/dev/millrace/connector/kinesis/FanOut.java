package dev.millrace.connector.kinesis;

import dev.millrace.connector.kinesis.ShardPosition.At;
import dev.millrace.connector.kinesis.ShardPosition.Start;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StartingPosition;

/** The registered consumer of a stream, and the client that its shards are pushed by. Any thread. */
final class FanOut implements AutoCloseable {
    private static final long REGISTERING_NANOS = 200_000_000;

    private final KinesisAsyncClient client;
    private final FanOutSettings settings;
    private volatile String consumerArn = "";

    FanOut(KinesisAsyncClient client, FanOutSettings settings) {
        this.client = client;
        this.settings = settings;
    }

    /** Finds the consumer, registers it if need be, and waits until it can be used. */
    void open(Retry retry, String where, String streamArn) throws InterruptedException {
        String known = settings.consumerArn();
        consumerArn = known == null ? retry.call(where, () -> register(streamArn)) : known;
        while (!retry.call(where, this::isActive)) {
            retry.pause(where, REGISTERING_NANOS);
        }
    }

    private String register(String streamArn) throws KinesisFault {
        try {
            return call(
                    "RegisterStreamConsumer",
                    () -> client.registerStreamConsumer(
                                    request -> request.streamARN(streamArn).consumerName(settings.consumerName()))
                            .join()
                            .consumer()
                            .consumerARN());
        } catch (KinesisFault fault) {
            if (!(fault.getCause() instanceof ResourceInUseException)) {
                throw fault;
            }
            return call(
                    "DescribeStreamConsumer",
                    () -> client.describeStreamConsumer(
                                    request -> request.streamARN(streamArn).consumerName(settings.consumerName()))
                            .join()
                            .consumerDescription()
                            .consumerARN());
        }
    }

    private boolean isActive() throws KinesisFault {
        ConsumerStatus status = call(
                "DescribeStreamConsumer",
                () -> client.describeStreamConsumer(request -> request.consumerARN(consumerArn))
                        .join()
                        .consumerDescription()
                        .consumerStatus());
        if (status == ConsumerStatus.DELETING) {
            throw new KinesisFault(
                    KinesisFault.Kind.NOT_FOUND, "DescribeStreamConsumer", "The consumer is being deleted.", null);
        }
        return status == ConsumerStatus.ACTIVE;
    }

    /** Subscribes from the record that the position names on, that one included. */
    FanOutSubscription subscribe(String shardId, ShardPosition position, Runnable signal) {
        StartingPosition.Builder start = StartingPosition.builder();
        if (position instanceof At at) {
            start.type(ShardIteratorType.AT_SEQUENCE_NUMBER).sequenceNumber(at.sequenceNumber());
        } else if (position instanceof Start from && from.timestampMillis() > 0) {
            start.type(ShardIteratorType.AT_TIMESTAMP).timestamp(Instant.ofEpochMilli(from.timestampMillis()));
        } else {
            start.type(ShardIteratorType.TRIM_HORIZON);
        }
        return subscribe(shardId, start.build(), signal);
    }

    /** Subscribes to what follows this number, which need not be a record's. */
    FanOutSubscription subscribeAfter(String shardId, String continuation, Runnable signal) {
        StartingPosition start = StartingPosition.builder()
                .type(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                .sequenceNumber(continuation)
                .build();
        return subscribe(shardId, start, signal);
    }

    private FanOutSubscription subscribe(String shardId, StartingPosition start, Runnable signal) {
        FanOutSubscription subscription = new FanOutSubscription(signal);
        subscription.begin(
                client,
                request -> request.consumerARN(consumerArn).shardId(shardId).startingPosition(start));
        return subscription;
    }

    private static <T> T call(String operation, Supplier<T> call) throws KinesisFault {
        try {
            return call.get();
        } catch (RuntimeException e) {
            throw fault(operation, e);
        }
    }

    static KinesisFault fault(String operation, Throwable thrown) {
        @Nullable Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        RuntimeException known = cause instanceof RuntimeException runtime
                ? runtime
                : SdkClientException.create(String.valueOf(cause), cause);
        return SdkFaults.of(operation, known);
    }

    /** Netty takes two seconds to see that nothing comes any more; nobody need wait for that. */
    @Override
    public void close() {
        Thread closing = new Thread(client::close, "millrace-kinesis-closing");
        closing.setDaemon(true);
        closing.start();
    }
}
