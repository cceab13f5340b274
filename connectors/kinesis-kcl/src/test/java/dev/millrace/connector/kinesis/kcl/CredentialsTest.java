package dev.millrace.connector.kinesis.kcl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.StreamingContext;
import dev.millrace.connector.kinesis.InitialPosition;
import dev.millrace.connector.kinesis.KinesisConnection;
import dev.millrace.connector.kinesis.KinesisCredentials;
import dev.millrace.connector.kinesis.KinesisSource;
import dev.millrace.kinesis.server.KinesisServer;
import dev.millrace.kinesis.server.KinesisServerSettings;
import dev.millrace.kinesis.server.auth.AccessKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/** Credentials of each kind, at a server that verifies every signature. STS is a stand-in that hands out what the server knows. */
@Timeout(400)
class CredentialsTest {
    private static final String STREAM = "guarded";
    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/" + STREAM;
    private static final String CREDENTIALS =
            "<Credentials><AccessKeyId>ASIATEMPORARY</AccessKeyId><SecretAccessKey>temporary</SecretAccessKey>"
                    + "<SessionToken>token</SessionToken><Expiration>2096-01-01T00:00:00Z</Expiration></Credentials>";
    private static final KinesisCredentials OWNER = KinesisCredentials.of("AKIAOWNER", "owner");
    private static final KinesisCredentials PARTNER = KinesisCredentials.of("AKIAPARTNER", "partner");
    private static final KinesisCredentials STRANGER = KinesisCredentials.of("AKIASTRANGER", "stranger");
    private static final KinesisCredentials SUBSCRIBER = KinesisCredentials.of("AKIASUBSCRIBER", "subscriber");
    private static final KinesisServer SERVER = KinesisServer.start(KinesisServerSettings.builder()
            .accessKeys(List.of(
                    new AccessKey("AKIAOWNER", "owner", null, null, null),
                    new AccessKey("ASIATEMPORARY", "temporary", "token", null, null),
                    new AccessKey("AKIASUBSCRIBER", "subscriber", null, "333333333333", "subscriber"),
                    new AccessKey("AKIAPARTNER", "partner", null, "111111111111", "reader"),
                    new AccessKey("AKIASTRANGER", "stranger", null, "222222222222", "anybody")))
            .build());

    private static String consumer = "";

    @TempDir
    private Path directory;

    private int checkpoints;

    @BeforeAll
    static void fill() {
        try (KinesisClient owner =
                new KinesisConnection(null, SERVER.endpoint(), OWNER).build(KinesisClient.builder(), "the test")) {
            owner.createStream(request -> request.streamName(STREAM).shardCount(1));
            owner.putRecord(
                    request -> request.streamName(STREAM).partitionKey("key").data(SdkBytes.fromUtf8String("hello")));
            owner.putResourcePolicy(request -> request.resourceARN(ARN).policy("""
                            {"Version": "2012-10-17", "Statement": [{
                              "Effect": "Allow",
                              "Principal": {"AWS": "arn:aws:iam::111111111111:user/reader"},
                              "Action": ["kinesis:DescribeStreamSummary", "kinesis:ListShards", "kinesis:GetShardIterator", "kinesis:GetRecords"],
                              "Resource": "%1$s"}, {
                              "Effect": "Allow",
                              "Principal": {"AWS": "arn:aws:iam::333333333333:user/subscriber"},
                              "Action": "kinesis:ListShards",
                              "Resource": "%1$s"}]}
                            """.formatted(ARN)));
            consumer = owner.registerStreamConsumer(
                            request -> request.streamARN(ARN).consumerName("lent"))
                    .consumer()
                    .consumerARN();
            owner.putResourcePolicy(request -> request.resourceARN(consumer).policy("""
                            {"Version": "2012-10-17", "Statement": [{
                              "Effect": "Allow",
                              "Principal": {"AWS": "arn:aws:iam::333333333333:user/subscriber"},
                              "Action": "kinesis:SubscribeToShard",
                              "Resource": "%s"}]}
                            """.formatted(consumer)));
        }
    }

    @AfterAll
    static void close() {
        SERVER.close();
    }

    private static FakeService sts() throws IOException {
        return new FakeService(request -> {
            String action = request.contains("AssumeRoleWithWebIdentity") ? "AssumeRoleWithWebIdentity" : "AssumeRole";
            return "<%1$sResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><%1$sResult>%2$s</%1$sResult></%1$sResponse>"
                    .formatted(action, CREDENTIALS);
        });
    }

    private StreamingContext context() {
        return SharedReader.context(directory.resolve("checkpoint-" + checkpoints++));
    }

    /** By the direct source, which fails at a refusal. */
    private List<String> readDirectly(KinesisCredentials credentials, boolean byArn) throws InterruptedException {
        Seen seen = new Seen();
        try (StreamingContext ssc = context()) {
            var source = KinesisSource.builder()
                    .endpointUrl(SERVER.endpoint())
                    .credentials(credentials)
                    .initialPosition(InitialPosition.trimHorizon())
                    .retryTime(Duration.ZERO)
                    .retryMaxAttempts(1);
            ssc.sourceStream((byArn ? source.streamArn(ARN) : source.streamName(STREAM)).build())
                    .map(data -> new Seen.Entry(0, "", 0, new String(data, UTF_8)))
                    .foreachRDD(rdd -> seen.addAll(rdd.collect()));
            ssc.start();
            seen.await(entries -> !entries.isEmpty());
        }
        return seen.texts();
    }

    /** By the KCL, whose table may be anybody's. */
    private List<String> readByTheKcl(String application, KinesisCredentials credentials, boolean byArn)
            throws InterruptedException {
        return readByTheKcl(
                application, credentials, builder -> byArn ? builder.streamArn(ARN) : builder.streamName(STREAM));
    }

    private List<String> readByTheKcl(
            String application, KinesisCredentials credentials, UnaryOperator<KinesisInputDStreamBuilder> stream)
            throws InterruptedException {
        Seen seen = new Seen();
        try (StreamingContext ssc = context()) {
            var builder = KinesisInputDStream.builder()
                    .streamingContext(ssc)
                    .checkpointAppName(application)
                    .endpointUrl(SERVER.endpoint().toString())
                    .kinesisCredentials(credentials)
                    .dynamoDbEndpointUrl(Services.shared().dynamoEndpoint.toString())
                    .dynamoDBCredentials(KinesisCredentials.of("local", "local"))
                    .initialPosition(InitialPosition.trimHorizon())
                    .leaseFailoverTime(SharedReader.FAILOVER);
            stream.apply(builder)
                    .buildWithMessageHandler(record -> new Seen.Entry(0, "", 0, new String(record.data(), UTF_8)))
                    .foreachRDD(rdd -> seen.addAll(rdd.collect()));
            ssc.start();
            seen.await(entries -> !entries.isEmpty());
        }
        return seen.texts();
    }

    @Test
    void keysThatAreNobodysAreRefused() {
        MillraceException refused = assertThrows(
                MillraceException.class, () -> readDirectly(KinesisCredentials.of("AKIAOWNER", "wrong"), false));
        assertTrue(String.valueOf(refused.getMessage()).contains("refused"), refused::toString);
    }

    @Test
    void aRoleIsAssumedByStsOnBothWays() throws Exception {
        try (FakeService sts = sts()) {
            KinesisCredentials role = assumed(URI.create(sts.endpoint()));
            assertEquals(List.of("hello"), readDirectly(role, false));
            assertEquals(List.of("hello"), readByTheKcl("assumed-role", role, false));
            assertTrue(sts.requests().stream().allMatch(request -> request.contains("role%2Freader")));
        }
    }

    private static KinesisCredentials assumed(URI sts) {
        return () -> StsAssumeRoleCredentialsProvider.builder()
                .stsClient(StsClient.builder()
                        .endpointOverride(sts)
                        .region(Region.US_EAST_1)
                        .credentialsProvider(OWNER.provider())
                        .build())
                .refreshRequest(request ->
                        request.roleArn("arn:aws:iam::000000000000:role/reader").roleSessionName("millrace"))
                .build();
    }

    @Test
    void theDefaultChainFindsAWebIdentity() throws Exception {
        try (FakeService sts = sts()) {
            Path token = Files.writeString(directory.resolve("token"), "who-i-am");
            Map<String, String> properties = Map.of(
                    "aws.webIdentityTokenFile",
                    token.toString(),
                    "aws.roleArn",
                    "arn:aws:iam::000000000000:role/pod",
                    "aws.region",
                    "us-east-1",
                    "aws.endpointUrlSts",
                    sts.endpoint());
            properties.forEach(System::setProperty);
            try {
                assertEquals(List.of("hello"), readDirectly(KinesisCredentials.defaultChain(), false));
                assertEquals(List.of("hello"), readByTheKcl("web-identity", KinesisCredentials.defaultChain(), false));
            } finally {
                properties.keySet().forEach(System::clearProperty);
            }
            assertTrue(sts.requests().stream().allMatch(request -> request.contains("who-i-am")));
        }
    }

    @Test
    void aStreamOfAnotherAccountIsReadByItsArn() throws Exception {
        assertEquals(List.of("hello"), readDirectly(PARTNER, true));
        assertEquals(List.of("hello"), readByTheKcl("cross-account", PARTNER, true));
        MillraceException refused = assertThrows(MillraceException.class, () -> readDirectly(STRANGER, true));
        assertTrue(String.valueOf(refused.getMessage()).contains("AccessDeniedException"), refused::toString);
    }

    @Test
    void aConsumerOfAnotherAccountsStreamIsPushedToByItsArnWithoutARightToPoll() throws Exception {
        assertEquals(
                List.of("hello"),
                readByTheKcl(
                        "lent", SUBSCRIBER, builder -> builder.streamArn(ARN).enhancedFanOutConsumerArn(consumer)));
    }
}
