package dev.millrace.connector.kinesis.kcl;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.StopMode;
import dev.millrace.StreamingContext;
import dev.millrace.connector.kinesis.InitialPosition;
import dev.millrace.connector.kinesis.KinesisRecord;
import dev.millrace.log.SyncPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** A program that reads its part of a stream, in a context of its own. */
final class SharedReader implements AutoCloseable {
    /** Nobody who lives is silent for so long, on a slow machine either: a lease that is lost is read from its last row again. */
    static final Duration FAILOVER = Duration.ofSeconds(8);

    /** For tests that wait for it to be over. */
    static final Duration SHORT_FAILOVER = Duration.ofSeconds(2);

    final Seen seen = new Seen();
    private final StreamingContext ssc;

    SharedReader(TestStream stream, Path checkpoint) {
        this(stream, checkpoint, 1, UnaryOperator.identity());
    }

    /** With so many streams of one application, in one context. */
    SharedReader(TestStream stream, Path checkpoint, int streams, UnaryOperator<KinesisInputDStreamBuilder> settings) {
        ssc = context(checkpoint);
        for (int i = 0; i < streams; i++) {
            int number = i;
            settings.apply(builder(ssc, stream.name, stream.application, Services.shared()))
                    .buildWithMessageHandler(record -> seen(number, record))
                    .foreachRDD(rdd -> seen.addAll(rdd.collect()));
        }
        ssc.start();
    }

    private static Seen.Entry seen(int stream, KinesisRecord record) {
        return new Seen.Entry(stream, record.shardId(), record.subSequenceNumber(), new String(record.data(), UTF_8));
    }

    static StreamingContext context(Path checkpoint) {
        return StreamingContext.builder()
                .appName("shared")
                .batchInterval(Duration.ofMillis(50))
                .checkpointDirectory(checkpoint)
                .syncPolicy(SyncPolicy.operatingSystem())
                .build();
    }

    static KinesisInputDStreamBuilder builder(
            StreamingContext ssc, String stream, String application, Services services) {
        return KinesisInputDStream.builder()
                .streamingContext(ssc)
                .streamName(stream)
                .checkpointAppName(application)
                .endpointUrl(services.kinesisEndpoint.toString())
                .dynamoDbEndpointUrl(services.dynamoEndpoint.toString())
                .initialPosition(InitialPosition.trimHorizon())
                .checkpointInterval(Duration.ZERO)
                .leaseFailoverTime(FAILOVER);
    }

    StreamingContext context() {
        return ssc;
    }

    void stopGracefully() {
        ssc.stop(StopMode.GRACEFULLY);
    }

    @Override
    public void close() {
        ssc.close();
    }
}
