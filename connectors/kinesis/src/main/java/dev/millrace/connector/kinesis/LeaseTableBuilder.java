package dev.millrace.connector.kinesis;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a builder was told of the lease table so far. Immutable. */
record LeaseTableBuilder(
        @Nullable String name,
        Duration interval,
        Duration failoverTime,
        @Nullable String region,
        @Nullable URI endpoint,
        @Nullable KinesisCredentials credentials) {
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    LeaseTableBuilder() {
        this(null, INTERVAL, LeaseTableSettings.FAILOVER_TIME, null, null, null);
    }

    LeaseTableBuilder name(String newName) {
        LeaseTableBuilder told = new LeaseTableBuilder(newName, interval, failoverTime, region, endpoint, credentials);
        told.build(new KinesisConnection(null, null, null));
        return told;
    }

    LeaseTableBuilder interval(Duration newInterval) {
        if (newInterval.isNegative()) {
            throw new IllegalArgumentException("checkpointInterval must not be negative: " + newInterval);
        }
        return new LeaseTableBuilder(name, newInterval, failoverTime, region, endpoint, credentials);
    }

    LeaseTableBuilder failoverTime(Duration newTime) {
        if (newTime.isNegative()) {
            throw new IllegalArgumentException("leaseFailoverTime must not be negative: " + newTime);
        }
        return new LeaseTableBuilder(name, interval, newTime, region, endpoint, credentials);
    }

    LeaseTableBuilder region(String newRegion) {
        return new LeaseTableBuilder(name, interval, failoverTime, newRegion, endpoint, credentials);
    }

    LeaseTableBuilder endpoint(URI newEndpoint) {
        new KinesisConnection(null, newEndpoint, null); // refuses what is none
        return new LeaseTableBuilder(name, interval, failoverTime, region, newEndpoint, credentials);
    }

    LeaseTableBuilder credentials(KinesisCredentials newCredentials) {
        return new LeaseTableBuilder(name, interval, failoverTime, region, endpoint, newCredentials);
    }

    /** Null without a name. */
    @Nullable
    LeaseTableSettings build(KinesisConnection stream) {
        KinesisConnection connection = new KinesisConnection(
                region == null ? stream.region() : region,
                endpoint,
                credentials == null ? stream.credentials() : credentials);
        return name == null ? null : new LeaseTableSettings(name, interval, failoverTime, connection);
    }
}
