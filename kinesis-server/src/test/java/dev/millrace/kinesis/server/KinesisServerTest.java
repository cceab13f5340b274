package dev.millrace.kinesis.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.log.SyncPolicy;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** The server as a library. */
@Timeout(300)
class KinesisServerTest {
    @Test
    void isEmbeddedInAFewLines() {
        try (KinesisServer server = KinesisServer.start(KinesisServerSettings.defaults())) {
            KinesisClient kinesis = KinesisClient.builder()
                    .endpointOverride(server.endpoint())
                    .region(Region.US_EAST_1)
                    .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "thing")))
                    .build();
            kinesis.createStream(stream -> stream.streamName("clicks").shardCount(2));
            kinesis.putRecord(record ->
                    record.streamName("clicks").partitionKey("user-1").data(SdkBytes.fromUtf8String("/index.html")));
        }
    }

    @Test
    void theDefaultsAreLoopbackSyncedAndWithoutDelays() {
        KinesisServerSettings settings = KinesisServerSettings.defaults();
        assertEquals("127.0.0.1", settings.host());
        assertEquals(0, settings.port());
        assertEquals(SyncPolicy.everyCommit(), settings.syncPolicy());
        assertEquals(Duration.ZERO, settings.stateChangeDelay());
        assertEquals("000000000000", settings.accountId());
        assertEquals("us-east-1", settings.region());
        assertEquals(10_000, settings.shardsMax());
        assertFalse(settings.unauthenticatedRemoteAccess());
    }

    @Test
    void manyRunInOneProcessAndKnowNothingOfEachOther() throws Exception {
        List<KinesisServer> servers = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                servers.add(KinesisServer.start(KinesisServerSettings.defaults()));
            }
            assertEquals(
                    20, servers.stream().map(KinesisServer::endpoint).distinct().count());
            RawClient first = RawClient.of(servers.get(0), HttpClient.Version.HTTP_1_1);
            assertEquals(
                    200,
                    first.json("CreateStream", "{'StreamName':'s','ShardCount':1}")
                            .statusCode());
            RawClient second = RawClient.of(servers.get(1), HttpClient.Version.HTTP_1_1);
            assertEquals(
                    400, second.json("DescribeStream", "{'StreamName':'s'}").statusCode());
        } finally {
            servers.forEach(KinesisServer::close);
        }
    }

    @Test
    void closingLetsGoOfPortAndDirectoryAndMayBeRepeated(@TempDir Path data) throws Exception {
        KinesisServerSettings settings =
                KinesisServerSettings.builder().dataDirectory(data).build();
        KinesisServer first = KinesisServer.start(settings);
        RawClient client = RawClient.of(first, HttpClient.Version.HTTP_1_1);
        client.json("CreateStream", "{'StreamName':'s','ShardCount':1}");
        KinesisServerException locked = assertThrows(KinesisServerException.class, () -> KinesisServer.start(settings));
        assertTrue(String.valueOf(locked.getMessage()).contains("is in use by another server"), locked.toString());
        first.close();
        first.close();
        int port = first.endpoint().getPort();
        KinesisServer second = KinesisServer.start(
                KinesisServerSettings.builder().dataDirectory(data).port(port).build());
        assertEquals(
                200,
                RawClient.of(second, HttpClient.Version.HTTP_1_1)
                        .json("DescribeStream", "{'StreamName':'s'}")
                        .statusCode());
        second.close();
    }

    /** Each request logged a stack trace. */
    @Test
    void aDamagedShardIsLoggedOnceAndItsRequestsFail(@TempDir Path data) throws Exception {
        KinesisServerSettings settings =
                KinesisServerSettings.builder().dataDirectory(data).build();
        String put = "{'StreamName':'s','PartitionKey':'k','Data':'" + "AAAA".repeat(1_000) + "'}";
        try (KinesisServer server = KinesisServer.start(settings)) {
            RawClient client = RawClient.of(server, HttpClient.Version.HTTP_1_1);
            client.json("CreateStream", "{'StreamName':'s','ShardCount':1}");
            client.json("PutRecord", put);
            client.json("PutRecord", put);
        }
        Path segment;
        try (Stream<Path> files = Files.walk(data.resolve("streams"))) {
            segment = files.filter(Files::isRegularFile)
                    .max(Comparator.comparing(file -> file.toFile().length()))
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(segment);
        bytes[1_500] ^= 4;
        Files.write(segment, bytes);
        String iterate = "{'StreamName':'s','ShardId':'shardId-0','ShardIteratorType':'TRIM_HORIZON'}";
        try (KinesisServer server = KinesisServer.start(settings);
                LoggedRecords logged = new LoggedRecords()) {
            RawClient client = RawClient.of(server, HttpClient.Version.HTTP_1_1);
            for (int i = 0; i < 3; i++) {
                String answer = text(client.json("GetShardIterator", iterate));
                if (answer.contains("ShardIterator")) {
                    String iterator = answer.replaceAll(".*\"ShardIterator\":\"([^\"]+)\".*", "$1");
                    answer = text(client.json("GetRecords", "{'ShardIterator':'" + iterator + "'}"));
                }
                assertTrue(answer.contains("InternalFailure"), answer);
                assertFalse(answer.contains(data.toString()), answer);
            }
            assertEquals(1, logged.messages().size(), () -> logged.messages().toString());
            String message = logged.messages().get(0);
            assertTrue(message.contains(segment + ", offset "), message);
            assertTrue(message.endsWith(" null"), "no stack trace: " + message);
        }
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Test
    void aTemporaryDirectoryGoesWithTheServer() {
        KinesisServer server = KinesisServer.start(KinesisServerSettings.defaults());
        assertTrue(Files.isDirectory(server.dataDirectory()));
        server.close();
        assertFalse(Files.exists(server.dataDirectory()));
    }

    @Test
    void anAddressThatOthersCanReachMustBeAskedForTwice() {
        KinesisServerSettings.Builder all = KinesisServerSettings.builder().host("0.0.0.0");
        assertThrows(KinesisServerException.class, () -> KinesisServer.start(all.build()));
        KinesisServer server =
                KinesisServer.start(all.unauthenticatedRemoteAccess(true).build());
        assertNotEquals(0, server.endpoint().getPort());
        server.close();
    }

    @Test
    void settingsAreCheckedWhenTheyAreMade() {
        for (KinesisServerSettings.Builder wrong : List.of(
                KinesisServerSettings.builder().port(-1),
                KinesisServerSettings.builder().accountId("1"),
                KinesisServerSettings.builder().region("US EAST"),
                KinesisServerSettings.builder().shardsMax(0),
                KinesisServerSettings.builder().stateChangeDelay(Duration.ofMillis(-1)))) {
            assertThrows(IllegalArgumentException.class, wrong::build);
        }
    }
}
