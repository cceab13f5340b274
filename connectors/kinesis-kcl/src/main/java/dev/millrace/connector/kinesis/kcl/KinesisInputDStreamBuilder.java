package dev.millrace.connector.kinesis.kcl;

import dev.millrace.DStream;
import dev.millrace.StorageLevel;
import dev.millrace.StreamingContext;
import dev.millrace.connector.BadRecord;
import dev.millrace.connector.BadRecordPolicy;
import dev.millrace.connector.DecodedSource;
import dev.millrace.connector.Sink;
import dev.millrace.connector.kinesis.FanOutSettings;
import dev.millrace.connector.kinesis.InitialPosition;
import dev.millrace.connector.kinesis.KinesisConnection;
import dev.millrace.connector.kinesis.KinesisCredentials;
import dev.millrace.connector.kinesis.KinesisRecord;
import dev.millrace.function.Function;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.metrics.MetricsConfig;
import software.amazon.kinesis.metrics.MetricsLevel;

/** Builds what {@link KinesisInputDStream} says, by Spark's names; those that Spark hasn't are said to be so. */
public final class KinesisInputDStreamBuilder {
    private @Nullable StreamingContext context;
    private @Nullable String streamName;
    private @Nullable String streamArn;
    private @Nullable String application;
    private Place kinesis = Place.UNSAID;
    private Place dynamoDb = Place.UNSAID;
    private Place cloudWatch = Place.UNSAID;
    private InitialPosition initialPosition = InitialPosition.latest();
    private @Nullable Duration checkpointInterval;
    private @Nullable MetricsLevel metricsLevel;
    private Set<String> metricsDimensions = MetricsConfig.METRICS_DIMENSIONS_ALL;
    private Retrieval retrieval = Retrieval.DEFAULTS;
    private LeaseTimes leaseTimes = new LeaseTimes(LeaseTimes.DEFAULT_FAILOVER_TIME);
    private BadRecordPolicy onBadRecord = BadRecordPolicy.FAIL;
    private @Nullable Sink<? super BadRecord<KinesisRecord>> deadLetters;

    KinesisInputDStreamBuilder() {}

    /** What was said of where a service is. */
    private record Place(
            @Nullable String region,
            @Nullable URI endpoint,
            @Nullable KinesisCredentials credentials) {
        static final Place UNSAID = new Place(null, null, null);

        Place withRegion(String name) {
            return new Place(Objects.requireNonNull(name), endpoint, credentials);
        }

        Place withEndpoint(String url) {
            URI uri = URI.create(url);
            new KinesisConnection(null, uri, null); // refuses what is none
            return new Place(region, uri, credentials);
        }

        Place withCredentials(KinesisCredentials how) {
            return new Place(region, endpoint, Objects.requireNonNull(how));
        }

        KinesisConnection or(Place other) {
            return new KinesisConnection(
                    region == null ? other.region : region,
                    endpoint,
                    credentials == null ? other.credentials : credentials);
        }
    }

    /** The context that the stream belongs to. */
    public KinesisInputDStreamBuilder streamingContext(StreamingContext ssc) {
        this.context = Objects.requireNonNull(ssc);
        return this;
    }

    /** The stream, by its name in the account of the credentials. */
    public KinesisInputDStreamBuilder streamName(String name) {
        this.streamName = Objects.requireNonNull(name);
        return this;
    }

    /** The stream, by its ARN: also one of another account. Not in Spark. */
    public KinesisInputDStreamBuilder streamArn(String arn) {
        this.streamArn = Objects.requireNonNull(arn);
        return this;
    }

    /** The application's name, which is its DynamoDB table's and its metrics' namespace: whoever has the same one shares the shards. */
    public KinesisInputDStreamBuilder checkpointAppName(String name) {
        this.application = Objects.requireNonNull(name);
        return this;
    }

    /** Where Kinesis is, if not where the region says: {@code http://127.0.0.1:4567}. */
    public KinesisInputDStreamBuilder endpointUrl(String url) {
        kinesis = kinesis.withEndpoint(url);
        return this;
    }

    /** Such as {@code eu-central-1}; by default that of the ARN, else what the SDK finds. Spark's is {@code us-east-1}. */
    public KinesisInputDStreamBuilder regionName(String name) {
        kinesis = kinesis.withRegion(name);
        return this;
    }

    /** How calls to Kinesis are signed. By default what the SDK finds; an endpoint on this machine gets made-up ones. */
    public KinesisInputDStreamBuilder kinesisCredentials(KinesisCredentials how) {
        kinesis = kinesis.withCredentials(how);
        return this;
    }

    /** Where DynamoDB is, if not where the region says. Not in Spark. */
    public KinesisInputDStreamBuilder dynamoDbEndpointUrl(String url) {
        dynamoDb = dynamoDb.withEndpoint(url);
        return this;
    }

    /** The table's region, by default the stream's. Not in Spark. */
    public KinesisInputDStreamBuilder dynamoDbRegionName(String name) {
        dynamoDb = dynamoDb.withRegion(name);
        return this;
    }

    /** How calls to DynamoDB are signed, by default as those to Kinesis. */
    public KinesisInputDStreamBuilder dynamoDBCredentials(KinesisCredentials how) {
        dynamoDb = dynamoDb.withCredentials(how);
        return this;
    }

    /** Where CloudWatch is, if not where the region says. Not in Spark. */
    public KinesisInputDStreamBuilder cloudWatchEndpointUrl(String url) {
        cloudWatch = cloudWatch.withEndpoint(url);
        return this;
    }

    /** The metrics' region, by default the stream's. Not in Spark. */
    public KinesisInputDStreamBuilder cloudWatchRegionName(String name) {
        cloudWatch = cloudWatch.withRegion(name);
        return this;
    }

    /** How calls to CloudWatch are signed, by default as those to Kinesis. */
    public KinesisInputDStreamBuilder cloudWatchCredentials(KinesisCredentials how) {
        cloudWatch = cloudWatch.withCredentials(how);
        return this;
    }

    /** Where shards begin that the table says nothing of: {@link InitialPosition#latest()} by default. */
    public KinesisInputDStreamBuilder initialPosition(InitialPosition position) {
        if (position instanceof InitialPosition.AfterSequenceNumbers) {
            throw new IllegalArgumentException(
                    "afterSequenceNumbers is for KinesisSource: here the table says where shards begin");
        }
        this.initialPosition = Objects.requireNonNull(position);
        return this;
    }

    /** The same by the KCL's name for it, without {@code AT_TIMESTAMP}, which lacks the time. */
    public KinesisInputDStreamBuilder initialPositionInStream(InitialPositionInStream position) {
        return switch (position) {
            case LATEST -> initialPosition(InitialPosition.latest());
            case TRIM_HORIZON -> initialPosition(InitialPosition.trimHorizon());
            case AT_TIMESTAMP ->
                throw new IllegalArgumentException(
                        "AT_TIMESTAMP lacks the time: say initialPosition(InitialPosition.atTimestamp(time))");
        };
    }

    /** For each shard the table is told of what was stored at most so often; by default once in a batch interval. */
    public KinesisInputDStreamBuilder checkpointInterval(Duration interval) {
        this.checkpointInterval = Objects.requireNonNull(interval);
        return this;
    }

    /** Without effect: where blocks lie is a matter of {@link dev.millrace.ReceiverSettings}. */
    public KinesisInputDStreamBuilder storageLevel(StorageLevel level) {
        Objects.requireNonNull(level);
        return this;
    }

    /**
     * Which metrics go to CloudWatch: all by default ({@code DETAILED}), or none if Kinesis is on this machine and nothing was said
     * of CloudWatch.
     */
    public KinesisInputDStreamBuilder metricsLevel(MetricsLevel level) {
        this.metricsLevel = Objects.requireNonNull(level);
        return this;
    }

    /** Which dimensions metrics are told with, all by default: names of {@code MetricsUtil}, such as {@code ShardId}. */
    public KinesisInputDStreamBuilder metricsEnabledDimensions(Set<String> dimensions) {
        this.metricsDimensions = Set.copyOf(dimensions);
        return this;
    }

    /**
     * How long an owner of a lease may go without a sign of life before others take its shard over: 10 s by default, and at
     * least 1 s. How fast shards are balanced follows from it. Not in Spark.
     */
    public KinesisInputDStreamBuilder leaseFailoverTime(Duration time) {
        this.leaseTimes = new LeaseTimes(time);
        return this;
    }

    /** Calls a second and shard, 1 to 5 (the default): all readers of a shard share 5. Not in Spark. */
    public KinesisInputDStreamBuilder fetchesPerSecondPerShard(int fetches) {
        retrieval = new Retrieval(fetches, retrieval.recordsPerFetchMax(), retrieval.fanOut());
        return this;
    }

    /** At most so many records a call, 1 to 10,000 (the default). Not in Spark. */
    public KinesisInputDStreamBuilder recordsPerFetchMax(int records) {
        retrieval = new Retrieval(retrieval.fetchesPerSecondPerShard(), records, retrieval.fanOut());
        return this;
    }

    /** Has the stream pushed by enhanced fan-out to the consumer of this name, which is registered if it isn't. Not in Spark. */
    public KinesisInputDStreamBuilder enhancedFanOut(String consumerName) {
        return pushedTo(new FanOutSettings(Objects.requireNonNull(consumerName), null));
    }

    /** The same with a consumer that is registered, by its ARN: also one of another account's stream. Not in Spark. */
    public KinesisInputDStreamBuilder enhancedFanOutConsumerArn(String consumerArn) {
        return pushedTo(new FanOutSettings(null, Objects.requireNonNull(consumerArn)));
    }

    private KinesisInputDStreamBuilder pushedTo(FanOutSettings consumer) {
        retrieval = new Retrieval(retrieval.fetchesPerSecondPerShard(), retrieval.recordsPerFetchMax(), consumer);
        return this;
    }

    /** What becomes of records that the message handler throws at: {@code FAIL} by default, or {@code SKIP_AND_COUNT}. Not in Spark. */
    public KinesisInputDStreamBuilder onBadRecord(BadRecordPolicy policy) {
        if (policy == BadRecordPolicy.DEAD_LETTER) {
            throw new IllegalArgumentException("DEAD_LETTER needs to know where they go: call deadLetters(sink)");
        }
        this.onBadRecord = Objects.requireNonNull(policy);
        this.deadLetters = null;
        return this;
    }

    /** Records that the message handler throws at are left out and go there. Not in Spark. */
    public KinesisInputDStreamBuilder deadLetters(Sink<? super BadRecord<KinesisRecord>> sink) {
        this.onBadRecord = BadRecordPolicy.DEAD_LETTER;
        this.deadLetters = Objects.requireNonNull(sink);
        return this;
    }

    /** The stream of the records' data. */
    public DStream<byte[]> build() {
        return buildWithMessageHandler(KinesisRecord::data);
    }

    /** The stream of what the handler makes of each whole record. What it throws at ends the program and names the record, unless {@link #onBadRecord} says otherwise. */
    public <R> DStream<R> buildWithMessageHandler(Function<? super KinesisRecord, ? extends R> handler) {
        Objects.requireNonNull(handler);
        StreamingContext ssc = needed(context, "streamingContext");
        return ssc.sourceStream(new DecodedSource<>(
                new KclSource(settings(ssc)),
                (record, out) -> out.accept(handler.call(record)),
                onBadRecord,
                deadLetters));
    }

    /** What was said, with defaults for the rest. */
    KclSettings settings(StreamingContext ssc) {
        if ((streamName == null) == (streamArn == null)) {
            throw new IllegalArgumentException("a stream is given by streamName or by streamArn, by one of them");
        }
        Place stream =
                streamArn == null || kinesis.region() != null ? kinesis : kinesis.withRegion(regionOf(streamArn));
        KinesisConnection connection = stream.or(stream);
        MetricsLevel level = metricsLevel == null ? defaultLevel(connection) : metricsLevel;
        return new KclSettings(
                new Application(
                        needed(application, "checkpointAppName"),
                        streamName != null ? streamName : nameOf(needed(streamArn, "streamArn")),
                        streamArn,
                        level,
                        metricsDimensions),
                new Connections(
                        connection,
                        dynamoDb.or(stream),
                        level == MetricsLevel.NONE ? Connections.UNCALLED : cloudWatch.or(stream)),
                initialPosition,
                checkpointInterval == null ? ssc.batchInterval() : checkpointInterval,
                new KclSettings.Reading(retrieval, leaseTimes));
    }

    private MetricsLevel defaultLevel(KinesisConnection stream) {
        return stream.isLoopback() && cloudWatch.endpoint() == null ? MetricsLevel.NONE : MetricsLevel.DETAILED;
    }

    private static String regionOf(String arn) {
        String[] parts = arn.split(":", -1);
        return parts.length > 3 ? parts[3] : arn;
    }

    private static String nameOf(String arn) {
        return arn.substring(arn.indexOf('/') + 1);
    }

    private static <T> T needed(@Nullable T value, String setter) {
        if (value == null) {
            throw new IllegalArgumentException("a shared stream needs its " + setter + ": call " + setter + "(…)");
        }
        return value;
    }
}
