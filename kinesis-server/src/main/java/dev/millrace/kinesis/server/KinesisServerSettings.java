package dev.millrace.kinesis.server;

import dev.millrace.kinesis.server.action.FaultPlan;
import dev.millrace.kinesis.server.auth.AccessKey;
import dev.millrace.kinesis.server.http.TlsSettings;
import dev.millrace.log.SyncPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a server runs. Checked once, here.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 takes a free one
 * @param dataDirectory where streams and records are kept; null for a temporary directory that is deleted on closing
 * @param accountId the account that ARNs and messages name, 12 digits
 * @param region the region that ARNs name
 * @param syncPolicy what an acknowledged record survives
 * @param stateChangeDelay how long a stream stays CREATING, UPDATING or DELETING; zero makes operations on streams synchronous
 * @param shardsMax how many open shards all streams may have together
 * @param limits AWS's limits on shards and calls, times this factor: 1 as AWS has them, 0 for none
 * @param accessKeys whom requests must be signed by; empty if nobody is asked
 * @param unauthenticatedRemoteAccess whether an address that others can reach is taken though nobody is asked for credentials
 * @param tls what the port shows, or with {@code tlsPort} that port; null for a port without TLS
 * @param tlsPort another port besides, with TLS; 0 takes a free one, null for none
 * @param channelDirectory where channels deliver; null for {@code s3} in the data directory
 * @param faults what is to go wrong from the start on
 * @param clock what time it is
 */
public record KinesisServerSettings(
        String host,
        int port,
        @Nullable Path dataDirectory,
        String accountId,
        String region,
        SyncPolicy syncPolicy,
        Duration stateChangeDelay,
        int shardsMax,
        double limits,
        List<AccessKey> accessKeys,
        boolean unauthenticatedRemoteAccess,
        @Nullable TlsSettings tls,
        @Nullable Integer tlsPort,
        @Nullable Path channelDirectory,
        FaultPlan faults,
        InstantSource clock) {

    public KinesisServerSettings {
        require(port >= 0 && port <= 65535, "port must be 0 to 65535, not " + port);
        require(accountId.matches("\\d{12}"), "accountId must be 12 digits, not '" + accountId + "'");
        require(region.matches("[a-z0-9-]+"), "region must be one like us-east-1, not '" + region + "'");
        require(!stateChangeDelay.isNegative(), "stateChangeDelay must not be negative: " + stateChangeDelay);
        require(limits >= 0 && limits < 1e9, "limits must be a factor of 0 or more, not " + limits);
        require(tlsPort == null || (tlsPort >= 0 && tlsPort <= 65535), "tlsPort must be 0 to 65535, not " + tlsPort);
        accessKeys = List.copyOf(accessKeys);
        require(shardsMax >= 1, "shardsMax must be at least 1, not " + shardsMax);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    /** A free port on loopback, data in a temporary directory, every commit synced, no delays, no limits. */
    public static KinesisServerSettings defaults() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects settings; what isn't set is as in {@link #defaults()}. */
    public static final class Builder {
        private String host = "127.0.0.1";
        private int port;
        private @Nullable Path dataDirectory;
        private String accountId = "000000000000";
        private String region = "us-east-1";
        private SyncPolicy syncPolicy = SyncPolicy.everyCommit();
        private Duration stateChangeDelay = Duration.ZERO;
        private int shardsMax = 10_000;
        private double limits;
        private List<AccessKey> accessKeys = List.of();
        private boolean unauthenticatedRemoteAccess;
        private @Nullable TlsSettings tls;
        private @Nullable Integer tlsPort;
        private @Nullable Path channelDirectory;
        private FaultPlan faults = FaultPlan.NONE;
        private InstantSource clock = InstantSource.system();

        private Builder() {}

        public Builder host(String value) {
            host = Objects.requireNonNull(value);
            return this;
        }

        public Builder port(int value) {
            port = value;
            return this;
        }

        public Builder dataDirectory(@Nullable Path value) {
            dataDirectory = value;
            return this;
        }

        public Builder accountId(String value) {
            accountId = Objects.requireNonNull(value);
            return this;
        }

        public Builder region(String value) {
            region = Objects.requireNonNull(value);
            return this;
        }

        public Builder syncPolicy(SyncPolicy value) {
            syncPolicy = Objects.requireNonNull(value);
            return this;
        }

        public Builder stateChangeDelay(Duration value) {
            stateChangeDelay = Objects.requireNonNull(value);
            return this;
        }

        public Builder shardsMax(int value) {
            shardsMax = value;
            return this;
        }

        public Builder limits(double factor) {
            limits = factor;
            return this;
        }

        public Builder accessKeys(List<AccessKey> value) {
            accessKeys = List.copyOf(value);
            return this;
        }

        public Builder tls(@Nullable TlsSettings value) {
            tls = value;
            return this;
        }

        public Builder tlsPort(@Nullable Integer value) {
            tlsPort = value;
            return this;
        }

        public Builder channelDirectory(@Nullable Path value) {
            channelDirectory = value;
            return this;
        }

        public Builder faults(FaultPlan value) {
            faults = Objects.requireNonNull(value);
            return this;
        }

        public Builder unauthenticatedRemoteAccess(boolean value) {
            unauthenticatedRemoteAccess = value;
            return this;
        }

        public Builder clock(InstantSource value) {
            clock = Objects.requireNonNull(value);
            return this;
        }

        public KinesisServerSettings build() {
            return new KinesisServerSettings(
                    host,
                    port,
                    dataDirectory,
                    accountId,
                    region,
                    syncPolicy,
                    stateChangeDelay,
                    shardsMax,
                    limits,
                    accessKeys,
                    unauthenticatedRemoteAccess,
                    tls,
                    tlsPort,
                    channelDirectory,
                    faults,
                    clock);
        }
    }
}
