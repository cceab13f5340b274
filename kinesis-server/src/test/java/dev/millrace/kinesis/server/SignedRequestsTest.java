package dev.millrace.kinesis.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.kinesis.server.auth.AccessKey;
import dev.millrace.kinesis.server.auth.AccessKeys;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.KinesisException;

/** Signatures as the AWS SDK makes them, good and bad. */
@Timeout(300)
class SignedRequestsTest {
    private static final AwsCredentials GOOD = AwsBasicCredentials.create("AKIAGOOD", "secret");
    private static final List<AccessKey> KEYS = List.of(
            new AccessKey("AKIAGOOD", "secret", null, null, null),
            new AccessKey("AKIASESSION", "secret", "token", null, "u"),
            new AccessKey("AKIAFRIEND", "secret", null, "111111111111", "f"));

    private KinesisServer server = start(InstantSource.system());

    private static KinesisServer start(InstantSource clock) {
        return KinesisServer.start(
                KinesisServerSettings.builder().accessKeys(KEYS).clock(clock).build());
    }

    @AfterEach
    void close() {
        server.close();
    }

    private KinesisClient client(AwsCredentials credentials, Region region, ExecutionInterceptor... interceptors) {
        return KinesisClient.builder()
                .endpointOverride(server.endpoint())
                .region(region)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .httpClientBuilder(Apache5HttpClient.builder())
                .overrideConfiguration(c ->
                        c.retryStrategy(AwsRetryStrategy.doNotRetry()).executionInterceptors(List.of(interceptors)))
                .build();
    }

    private String error(AwsCredentials credentials, Region region, ExecutionInterceptor... interceptors) {
        try (KinesisClient kinesis = client(credentials, region, interceptors)) {
            KinesisException error = assertThrows(KinesisException.class, () -> kinesis.listStreams());
            return error.awsErrorDetails().errorCode() + ": "
                    + error.awsErrorDetails().errorMessage();
        }
    }

    @Test
    void goodSignaturesAreLetInOverBothProtocols() {
        try (KinesisClient kinesis = client(GOOD, Region.US_EAST_1)) {
            kinesis.createStream(b -> b.streamName("s").shardCount(1));
            kinesis.putRecord(b -> b.streamName("s").partitionKey("ключ").data(SdkBytes.fromByteArray(new byte[] {1})));
        }
        try (KinesisAsyncClient kinesis = KinesisAsyncClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsSessionCredentials.create("AKIASESSION", "secret", "token")))
                .httpClientBuilder(
                        NettyNioAsyncHttpClient.builder().protocol(software.amazon.awssdk.http.Protocol.HTTP2))
                .build()) {
            assertEquals(List.of("s"), kinesis.listStreams().join().streamNames());
        }
    }

    @Test
    void wrongOnesGetAwssErrors() {
        String mismatch = "InvalidSignatureException: The request signature we calculated does not match the signature"
                + " you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation"
                + " for details.";
        assertEquals(mismatch, error(AwsBasicCredentials.create("AKIAGOOD", "wrong"), Region.US_EAST_1));
        String unknown = "UnrecognizedClientException: The security token included in the request is invalid.";
        assertEquals(unknown, error(AwsBasicCredentials.create("AKIANOBODY", "secret"), Region.US_EAST_1));
        assertEquals(unknown, error(AwsBasicCredentials.create("AKIASESSION", "secret"), Region.US_EAST_1));
        assertEquals(unknown, error(AwsSessionCredentials.create("AKIAGOOD", "secret", "token"), Region.US_EAST_1));
        assertEquals(
                "InvalidSignatureException: Credential should be scoped to a valid region, not 'eu-west-1'.",
                error(GOOD, Region.EU_WEST_1));
    }

    @Test
    void anotherAccountIsLetInAndMayNothing() {
        assertTrue(error(AwsBasicCredentials.create("AKIAFRIEND", "secret"), Region.US_EAST_1)
                .startsWith("AccessDeniedException: User: arn:aws:iam::111111111111:user/f is not authorized to"
                        + " perform: kinesis:ListStreams"));
    }

    @Test
    void signaturesAreGoodForFiveMinutes() {
        for (int minutes : new int[] {6, -6}) {
            server.close();
            server = start(InstantSource.offset(InstantSource.system(), Duration.ofMinutes(minutes)));
            String error = error(GOOD, Region.US_EAST_1);
            assertTrue(
                    error.startsWith(
                            minutes > 0
                                    ? "InvalidSignatureException: Signature expired: "
                                    : "InvalidSignatureException: Signature not yet current: "),
                    error);
        }
        server.close();
        server = start(InstantSource.offset(InstantSource.system(), Duration.ofMinutes(4)));
        try (KinesisClient kinesis = client(GOOD, Region.US_EAST_1)) {
            kinesis.listStreams();
        }
    }

    @Test
    void whatIsNotSignedIsNotLetIn() throws Exception {
        RawClient raw = RawClient.of(server, HttpClient.Version.HTTP_1_1);
        String text = RawClient.text(raw.json("ListStreams", "{}"));
        assertEquals(
                "{\"__type\":\"MissingAuthenticationTokenException\",\"message\":\"Missing Authentication Token\"}",
                text);
    }

    @Test
    void aBodyThatWasChangedIsNoticed() throws Exception {
        String[] captured = new String[2];
        try (KinesisClient kinesis = client(GOOD, Region.US_EAST_1, new ExecutionInterceptor() {
            @Override
            public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
                captured[0] = context.httpRequest()
                        .firstMatchingHeader("Authorization")
                        .orElseThrow();
                captured[1] =
                        context.httpRequest().firstMatchingHeader("X-Amz-Date").orElseThrow();
            }
        })) {
            kinesis.listStreams();
        }
        URI endpoint = server.endpoint();
        java.net.http.HttpRequest stolen = java.net.http.HttpRequest.newBuilder(endpoint)
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{\"StreamName\":\"x\",\"ShardCount\":1}"))
                .header("Content-Type", RawClient.JSON)
                .header("X-Amz-Target", "Kinesis_20131202.CreateStream")
                .header("X-Amz-Date", captured[1])
                .header("Authorization", captured[0])
                .build();
        String reply = HttpClient.newHttpClient()
                .send(stolen, java.net.http.HttpResponse.BodyHandlers.ofString())
                .body();
        assertTrue(reply.contains("InvalidSignatureException"), reply);
    }

    @Test
    void aFileOfKeysIsReadAndItsMistakesAreNamed(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("keys"), """
            # mine
            [default]
            aws_access_key_id = A
            aws_secret_access_key = B

            [f]
            aws_access_key_id=C
            aws_secret_access_key=D
            aws_session_token=T
            account=111111111111
            user=f
            """);
        assertEquals(
                List.of(new AccessKey("A", "B", null, null, null), new AccessKey("C", "D", "T", "111111111111", "f")),
                AccessKeys.load(file));
        Files.writeString(file, "[x]\naws_access_key_id = A\n");
        assertEquals(
                "The credentials file " + file + ", section x: An access key needs an id and a secret",
                assertThrows(IllegalArgumentException.class, () -> AccessKeys.load(file))
                        .getMessage());
    }
}
