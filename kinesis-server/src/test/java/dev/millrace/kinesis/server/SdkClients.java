package dev.millrace.kinesis.server;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** The AWS SDK's own clients, with nothing changed but the endpoint. */
enum SdkClients {
    SYNC_HTTP_1 {
        @Override
        KinesisClient connect(URI endpoint) {
            return KinesisClient.builder()
                    .endpointOverride(endpoint)
                    .region(Region.US_EAST_1)
                    .credentialsProvider(CREDENTIALS)
                    .httpClientBuilder(Apache5HttpClient.builder())
                    .build();
        }
    },
    ASYNC_HTTP_1 {
        @Override
        KinesisClient connect(URI endpoint) {
            return waiting(async(endpoint, Protocol.HTTP1_1));
        }
    },
    ASYNC_HTTP_2 {
        @Override
        KinesisClient connect(URI endpoint) {
            return waiting(async(endpoint, Protocol.HTTP2));
        }
    };

    static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));

    /** One that fails at the first error, so that what it sent is never sent twice. */
    static KinesisClient withoutRetries(URI endpoint) {
        return KinesisClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .httpClientBuilder(Apache5HttpClient.builder())
                .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    abstract KinesisClient connect(URI endpoint);

    /** It has the patience that a machine takes which stands still: by itself it gives up a connection that is silent for a few seconds. */
    static KinesisAsyncClient async(URI endpoint, Protocol protocol) {
        NettyNioAsyncHttpClient.Builder http = NettyNioAsyncHttpClient.builder()
                .protocol(protocol)
                .readTimeout(Duration.ofMinutes(10))
                .connectionAcquisitionTimeout(Duration.ofMinutes(10))
                .http2Configuration(h -> h.healthCheckPingPeriod(Duration.ZERO));
        return KinesisAsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .httpClientBuilder(http)
                .build();
    }

    /** The asynchronous client with the face of the synchronous one, so that the same tests serve both. */
    private static KinesisClient waiting(KinesisAsyncClient client) {
        return (KinesisClient) Proxy.newProxyInstance(
                KinesisClient.class.getClassLoader(),
                new Class<?>[] {KinesisClient.class},
                (proxy, method, arguments) -> {
                    try {
                        Object result = KinesisAsyncClient.class
                                .getMethod(method.getName(), method.getParameterTypes())
                                .invoke(client, arguments);
                        return result instanceof CompletableFuture<?> future ? future.join() : result;
                    } catch (CompletionException | InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
