package dev.millrace.connector.kinesis;

import dev.millrace.function.Function;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Describes a {@link KinesisSink}. The stream and the functions for key and data are needed, all else has a default. */
public final class KinesisSinkBuilder<T> {
    private @Nullable String streamName;
    private @Nullable String streamArn;
    private @Nullable String region;
    private @Nullable URI endpoint;
    private @Nullable KinesisCredentials credentials;
    private @Nullable Function<? super T, String> partitionKey;
    private @Nullable Function<? super T, String> explicitHashKey;
    private @Nullable Function<? super T, byte[]> data;
    private RetrySettings retry = RetrySettings.DEFAULTS;
    private int recordBytesMax = SinkSettings.RECORD_BYTES_MAX;

    KinesisSinkBuilder() {}

    /** The stream, by its name in the account of the credentials. */
    public KinesisSinkBuilder<T> streamName(String name) {
        this.streamName = Objects.requireNonNull(name);
        return this;
    }

    /** The stream, by its ARN: also one of another account. */
    public KinesisSinkBuilder<T> streamArn(String arn) {
        this.streamArn = Objects.requireNonNull(arn);
        return this;
    }

    /** Such as {@code eu-central-1}. By default that of the ARN, else what the SDK finds. */
    public KinesisSinkBuilder<T> region(String name) {
        this.region = Objects.requireNonNull(name);
        return this;
    }

    /** Where the service is, if not where the region says: {@code http://127.0.0.1:4567}. */
    public KinesisSinkBuilder<T> endpointUrl(String url) {
        return endpointUrl(URI.create(url));
    }

    /** Where the service is, if not where the region says. */
    public KinesisSinkBuilder<T> endpointUrl(URI url) {
        this.endpoint = Objects.requireNonNull(url);
        return this;
    }

    /** How calls are signed. By default what the SDK finds; an endpoint on this machine gets made-up ones. */
    public KinesisSinkBuilder<T> credentials(KinesisCredentials how) {
        this.credentials = Objects.requireNonNull(how);
        return this;
    }

    /** The key, 1 to 256 characters: records of one key come to one shard, and stay in order. */
    public KinesisSinkBuilder<T> partitionKey(Function<? super T, String> function) {
        this.partitionKey = Objects.requireNonNull(function);
        return this;
    }

    /** The place among the shards, a decimal number below 2^128, instead of the key's MD5. */
    public KinesisSinkBuilder<T> explicitHashKey(Function<? super T, String> function) {
        this.explicitHashKey = Objects.requireNonNull(function);
        return this;
    }

    /** What is sent of a record. */
    public KinesisSinkBuilder<T> data(Function<? super T, byte[]> function) {
        this.data = Objects.requireNonNull(function);
        return this;
    }

    /** The most that a record may have, key and data together: 1 MiB by default, more if the stream was set to take it. */
    public KinesisSinkBuilder<T> recordBytesMax(int bytes) {
        this.recordBytesMax = bytes;
        return this;
    }

    /** The wait after a first failure, 100 ms by default; it doubles up to 10 s. */
    public KinesisSinkBuilder<T> retryWaitTime(Duration wait) {
        retry = retry.withWaitTime(wait);
        return this;
    }

    /** A request is made at least so often before it fails, 3 by default. */
    public KinesisSinkBuilder<T> retryMaxAttempts(int attempts) {
        retry = retry.withAttemptsMax(attempts);
        return this;
    }

    /** A request is repeated at least so long before it fails, 60 s by default; zero leaves it to the attempts alone. */
    public KinesisSinkBuilder<T> retryTime(Duration time) {
        retry = retry.withTime(time);
        return this;
    }

    /** The description, for {@code save}. */
    public KinesisSink<T> build() {
        if (partitionKey == null || data == null) {
            throw new IllegalArgumentException("a Kinesis sink needs partitionKey(…) and data(…)");
        }
        return new KinesisSink<>(new SinkSettings<>(
                new StreamName(streamName, streamArn),
                new KinesisConnection(region, endpoint, credentials),
                retry,
                recordBytesMax,
                new SinkSettings.Keys<>(partitionKey, explicitHashKey, data)));
    }
}
