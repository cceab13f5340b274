package dev.millrace.connector.kinesis;

import dev.millrace.connector.BadRecord;
import dev.millrace.connector.BadRecordPolicy;
import dev.millrace.connector.DecodedSource;
import dev.millrace.connector.RecordDecoder;
import dev.millrace.connector.Sink;
import dev.millrace.connector.Source;
import dev.millrace.function.Function;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Describes a {@link KinesisSource}. The stream is needed, all else has a default. Every mistake is told where it is made. */
public final class KinesisSourceBuilder<T> {
    private final RecordDecoder<KinesisRecord, T> decoder;
    private @Nullable String streamName;
    private @Nullable String streamArn;
    private @Nullable String region;
    private @Nullable URI endpoint;
    private @Nullable KinesisCredentials credentials;
    private InitialPosition initialPosition = InitialPosition.latest();
    private FetchSettings fetch = FetchSettings.DEFAULTS;
    private RetrySettings retry = RetrySettings.DEFAULTS;
    private boolean keepStrays;
    private @Nullable FanOutSettings fanOut;
    private LeaseTableBuilder leaseTable = new LeaseTableBuilder();
    private boolean readInTasks;
    private BadRecordPolicy onBadRecord = BadRecordPolicy.FAIL;
    private @Nullable Sink<? super BadRecord<KinesisRecord>> deadLetters;

    KinesisSourceBuilder(RecordDecoder<KinesisRecord, T> decoder) {
        this.decoder = decoder;
    }

    /** The stream, by its name in the account of the credentials. */
    public KinesisSourceBuilder<T> streamName(String name) {
        this.streamName = Objects.requireNonNull(name);
        return this;
    }

    /** The stream, by its ARN: also one of another account. */
    public KinesisSourceBuilder<T> streamArn(String arn) {
        this.streamArn = Objects.requireNonNull(arn);
        return this;
    }

    /** Such as {@code eu-central-1}. By default that of the ARN, else what the SDK finds. */
    public KinesisSourceBuilder<T> region(String name) {
        this.region = Objects.requireNonNull(name);
        return this;
    }

    /** Where the service is, if not where the region says: {@code http://127.0.0.1:4567}. */
    public KinesisSourceBuilder<T> endpointUrl(String url) {
        return endpointUrl(URI.create(url));
    }

    /** Where the service is, if not where the region says. */
    public KinesisSourceBuilder<T> endpointUrl(URI url) {
        this.endpoint = Objects.requireNonNull(url);
        return this;
    }

    /** How calls are signed. By default what the SDK finds; an endpoint on this machine gets made-up ones. */
    public KinesisSourceBuilder<T> credentials(KinesisCredentials how) {
        this.credentials = Objects.requireNonNull(how);
        return this;
    }

    /** Where to begin without a checkpoint; {@link InitialPosition#latest()} by default, as in Spark. */
    public KinesisSourceBuilder<T> initialPosition(InitialPosition position) {
        this.initialPosition = Objects.requireNonNull(position);
        return this;
    }

    /** At most so many records a call, 1 to 10,000 (the default). */
    public KinesisSourceBuilder<T> recordsPerFetchMax(int records) {
        fetch = fetch.withRecordsPerFetchMax(records);
        return this;
    }

    /**
     * Calls a second and shard, which all readers of a shard share: 5 is what AWS allows, and the default. An idle shard is
     * asked that often, so 5 means that records wait up to 200 ms. Unless this or {@link #bytesPerSecondPerShard} is given,
     * an endpoint on this machine is asked without a pause for a shard that is behind, until it throttles for the first time.
     */
    public KinesisSourceBuilder<T> fetchesPerSecondPerShard(int fetches) {
        fetch = fetch.withFetchesPerSecondPerShard(fetches);
        return this;
    }

    /** Bytes a second and shard: 2 MiB is what AWS allows, and the default; see {@link #fetchesPerSecondPerShard}. */
    public KinesisSourceBuilder<T> bytesPerSecondPerShard(long bytes) {
        fetch = fetch.withBytesPerSecondPerShard(bytes);
        return this;
    }

    /**
     * How much may be fetched ahead of the batches, over all shards: by default a sixteenth of the heap, but 64 to 512 MiB.
     * Full means that nothing is fetched.
     */
    public KinesisSourceBuilder<T> bufferedBytesMax(long bytes) {
        fetch = fetch.withBufferedBytesMax(bytes);
        return this;
    }

    /** Threads that call the service, 8 by default; 5 calls a second of 20 ms each take a tenth of one per shard. */
    public KinesisSourceBuilder<T> fetchThreadsMax(int threads) {
        fetch = fetch.withFetchThreadsMax(threads);
        return this;
    }

    /** Spark's {@code retry.waitTime}: the wait after a first failure, 100 ms by default; it doubles up to 10 s. */
    public KinesisSourceBuilder<T> retryWaitTime(Duration wait) {
        retry = retry.withWaitTime(wait);
        return this;
    }

    /** Spark's {@code retry.maxAttempts}: a call is made at least so often before it fails, 3 by default. */
    public KinesisSourceBuilder<T> retryMaxAttempts(int attempts) {
        retry = retry.withAttemptsMax(attempts);
        return this;
    }

    /** A call is repeated at least so long before it fails, 60 s by default; zero leaves it to the attempts alone. */
    public KinesisSourceBuilder<T> retryTime(Duration time) {
        retry = retry.withTime(time);
        return this;
    }

    /**
     * Whether records that came inside an aggregate but belong to another shard by their keys are kept. By default they
     * are not: producers of such aggregates notice after a resharding, and send them again.
     */
    public KinesisSourceBuilder<T> keepStrayRecords(boolean keep) {
        this.keepStrays = keep;
        return this;
    }

    /**
     * Has the stream pushed by enhanced fan-out, to the consumer of this name, which is registered if it isn't: 2 MiB a second
     * and shard of its own, within milliseconds. AWS charges for it until the consumer is deregistered, which nobody here
     * does. By default shards are polled.
     */
    public KinesisSourceBuilder<T> enhancedFanOut(String consumerName) {
        fanOut = new FanOutSettings(Objects.requireNonNull(consumerName), null);
        return this;
    }

    /** The same with a consumer that is registered, by its ARN. */
    public KinesisSourceBuilder<T> enhancedFanOutConsumerArn(String consumerArn) {
        fanOut = new FanOutSettings(null, Objects.requireNonNull(consumerArn));
        return this;
    }

    /**
     * Tells positions to the DynamoDB table of this name, as the KCL keeps them, after batches that are done; and where
     * the program has no checkpoint yet, begins where that table says: so a program comes over from Spark or the KCL, and
     * goes back. With a checkpoint the table is written and never read. By default positions are told to nobody.
     */
    public KinesisSourceBuilder<T> checkpointAppName(String name) {
        leaseTable = leaseTable.name(name);
        return this;
    }

    /** Positions are told at most so often, every 10 s by default. */
    public KinesisSourceBuilder<T> checkpointInterval(Duration interval) {
        leaseTable = leaseTable.interval(interval);
        return this;
    }

    /**
     * The KCL's {@code failoverTimeMillis}, 10 s by default: where leases have an owner, a start waits so long for it to
     * give a sign of life, and refuses the table if it does.
     */
    public KinesisSourceBuilder<T> leaseFailoverTime(Duration time) {
        leaseTable = leaseTable.failoverTime(time);
        return this;
    }

    /** Where the table's DynamoDB is, if not where the region says. */
    public KinesisSourceBuilder<T> dynamoDbEndpointUrl(String url) {
        leaseTable = leaseTable.endpoint(URI.create(url));
        return this;
    }

    /** The table's region, by default the stream's. */
    public KinesisSourceBuilder<T> dynamoDbRegion(String name) {
        leaseTable = leaseTable.region(name);
        return this;
    }

    /** How calls to the table are signed, by default as those to the stream. */
    public KinesisSourceBuilder<T> dynamoDbCredentials(KinesisCredentials how) {
        leaseTable = leaseTable.credentials(how);
        return this;
    }

    /**
     * On an engine whose tasks run in other processes (Spark), these read the shards themselves, at the beginning of each
     * batch, and nothing passes through the driver. By default the driver fetches ahead of the batches, which shows records
     * sooner. Where tasks run in this process it changes nothing.
     */
    public KinesisSourceBuilder<T> readInTasks() {
        this.readInTasks = true;
        return this;
    }

    /** Makes each element of the whole record; what it throws at is a bad record. */
    public <R> KinesisSourceBuilder<R> messageHandler(Function<? super KinesisRecord, ? extends R> handler) {
        Objects.requireNonNull(handler);
        return decoder((record, out) -> out.accept(handler.call(record)));
    }

    /** Makes any number of elements of the whole record; what it throws at is a bad record. */
    public <R> KinesisSourceBuilder<R> decoder(RecordDecoder<KinesisRecord, R> how) {
        KinesisSourceBuilder<R> other = new KinesisSourceBuilder<>(Objects.requireNonNull(how));
        other.streamName = streamName;
        other.streamArn = streamArn;
        other.region = region;
        other.endpoint = endpoint;
        other.credentials = credentials;
        other.initialPosition = initialPosition;
        other.fetch = fetch;
        other.retry = retry;
        other.keepStrays = keepStrays;
        other.fanOut = fanOut;
        other.leaseTable = leaseTable;
        other.readInTasks = readInTasks;
        other.onBadRecord = onBadRecord;
        other.deadLetters = deadLetters;
        return other;
    }

    /** What becomes of records that the message handler throws at: {@code FAIL} by default, or {@code SKIP_AND_COUNT}. */
    public KinesisSourceBuilder<T> onBadRecord(BadRecordPolicy policy) {
        if (policy == BadRecordPolicy.DEAD_LETTER) {
            throw new IllegalArgumentException("DEAD_LETTER needs to know where they go: call deadLetters(sink)");
        }
        this.onBadRecord = Objects.requireNonNull(policy);
        this.deadLetters = null;
        return this;
    }

    /** Records that the message handler throws at are left out and go there. */
    public KinesisSourceBuilder<T> deadLetters(Sink<? super BadRecord<KinesisRecord>> sink) {
        this.onBadRecord = BadRecordPolicy.DEAD_LETTER;
        this.deadLetters = Objects.requireNonNull(sink);
        return this;
    }

    /** The description, for {@code sourceStream}. */
    public Source<T> build() {
        return new DecodedSource<>(buildRaw(), decoder, onBadRecord, deadLetters);
    }

    /** The description of a stream of whole records, without a message handler. */
    public KinesisSource buildRaw() {
        if (readInTasks && fanOut != null) {
            throw new IllegalArgumentException(
                    "with enhancedFanOut the service pushes records to the driver: leave it out, or readInTasks()");
        }
        KinesisConnection connection = new KinesisConnection(region, endpoint, credentials);
        return new KinesisSource(new ReadSettings(
                new StreamName(streamName, streamArn),
                connection,
                initialPosition,
                connection.isLoopback() ? fetch : fetch.withHurry(false),
                retry,
                keepStrays,
                fanOut,
                leaseTable.build(new KinesisConnection(region, null, credentials)),
                readInTasks));
    }
}
