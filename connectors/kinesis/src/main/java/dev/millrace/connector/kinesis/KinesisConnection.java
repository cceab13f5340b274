package dev.millrace.connector.kinesis;

import dev.millrace.MillraceException;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** Where a service of AWS is and how calls to it are signed; makes the clients. Public for connectors beside this one. */
public record KinesisConnection(
        @Nullable String region,
        @Nullable URI endpoint,
        @Nullable KinesisCredentials credentials) implements Serializable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    /** The SDK's own number for Kinesis: a reply that takes longer is asked for again. */
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

    /** Of one stream in one process; each is one stream of an HTTP/2 connection. */
    private static final int SUBSCRIPTIONS_MAX = 10_000;

    private static final int PORT_MAX = 65_535;

    private static final String ANY_REGION = "us-east-1";

    public KinesisConnection {
        if (endpoint != null
                && (endpoint.getHost() == null || !isHttp(endpoint.getScheme()) || endpoint.getPort() > PORT_MAX)) {
            throw new IllegalArgumentException("'" + endpoint
                    + "' is no endpoint; such as http://127.0.0.1:4567 or https://kinesis.eu-central-1.amazonaws.com");
        }
    }

    private static boolean isHttp(@Nullable String scheme) {
        return "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
    }

    /** A client that retries nothing by itself: our own retries have a bound that a user can state. */
    KinesisClient newClient(String where, StreamName stream, int connectionsMax) {
        return build(
                KinesisClient.builder()
                        .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
                        .httpClientBuilder(http().maxConnections(connectionsMax)),
                where,
                stream);
    }

    /** A client that is pushed to, over HTTP/2. */
    KinesisAsyncClient newAsyncClient(String where, StreamName stream) {
        return build(
                KinesisAsyncClient.builder()
                        .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
                        .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                                .maxConcurrency(SUBSCRIPTIONS_MAX)
                                .connectionTimeout(CONNECT_TIMEOUT)
                                .readTimeout(READ_TIMEOUT)),
                where,
                stream);
    }

    /** A client of DynamoDB, with the SDK's own retries: what it does can wait. */
    DynamoDbClient newDynamoDbClient(String where, StreamName stream) {
        return build(DynamoDbClient.builder().httpClientBuilder(http()), where, stream);
    }

    private static Apache5HttpClient.Builder http() {
        return Apache5HttpClient.builder().connectionTimeout(CONNECT_TIMEOUT).socketTimeout(READ_TIMEOUT);
    }

    /** Finishes a client; {@code where} begins the message if region or credentials can't be found. */
    public <B extends AwsClientBuilder<B, C>, C> C build(B builder, String where) {
        return build(builder, where, (String) null);
    }

    private <B extends AwsClientBuilder<B, C>, C> C build(B builder, String where, StreamName stream) {
        return build(builder, where, stream.region());
    }

    private <B extends AwsClientBuilder<B, C>, C> C build(B builder, String where, @Nullable String regionInArn) {
        try {
            AwsCredentialsProvider provider = effectiveCredentials().provider();
            provider.resolveCredentials();
            builder.region(Region.of(effectiveRegion(regionInArn))).credentialsProvider(provider);
            if (endpoint != null) {
                builder.endpointOverride(endpoint);
            }
            return builder.build();
        } catch (SdkException e) {
            throw notFound(where, e);
        }
    }

    private static MillraceException notFound(String where, SdkException e) {
        return new MillraceException(
                MillraceException.Kind.CONFIGURATION,
                where + ": the region or the credentials can't be found. " + e.getMessage(),
                e);
    }

    private String effectiveRegion(@Nullable String inArn) {
        if (region != null) {
            return region;
        }
        if (inArn != null) {
            return inArn;
        }
        return endpoint != null
                ? ANY_REGION
                : DefaultAwsRegionProviderChain.builder().build().getRegion().id();
    }

    /** A server on this machine doesn't get to see real credentials, and needs none to be set up. */
    private KinesisCredentials effectiveCredentials() {
        if (credentials != null) {
            return credentials;
        }
        return isLoopback() ? KinesisCredentials.of("local", "local") : KinesisCredentials.defaultChain();
    }

    /** Whether the endpoint is on this machine. */
    public boolean isLoopback() {
        try {
            return endpoint != null && InetAddress.getByName(endpoint.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
