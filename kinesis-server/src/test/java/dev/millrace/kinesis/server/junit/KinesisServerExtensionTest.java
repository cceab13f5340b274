package dev.millrace.kinesis.server.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.kinesis.server.KinesisServer;
import dev.millrace.kinesis.server.KinesisServerSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;

class KinesisServerExtensionTest {
    @RegisterExtension
    static final KinesisServerExtension KINESIS = new KinesisServerExtension();

    private static final long MILLIS_MAX = 300;
    private static final List<KinesisServer> SEEN = new ArrayList<>();

    private KinesisClient client() {
        return KinesisClient.builder()
                .endpointOverride(KINESIS.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "thing")))
                .build();
    }

    @Test
    void aTestFindsAServerThatTakesRequests(URI endpoint, KinesisServer server) {
        assertEquals(server.endpoint(), endpoint);
        assertThrows(IllegalStateException.class, new KinesisServerExtension()::server);
        try (KinesisClient kinesis = client()) {
            kinesis.createStream(b -> b.streamName("s").shardCount(1));
            assertEquals(List.of("s"), kinesis.listStreams().streamNames());
        }
    }

    @Test
    void oneServerIsForAllTests() {
        checkServer();
    }

    @Test
    void andForThisOneToo() {
        checkServer();
    }

    private static void checkServer() {
        if (SEEN.isEmpty()) {
            SEEN.add(KINESIS.server());
        } else {
            assertSame(SEEN.get(0), KINESIS.server());
        }
    }

    /** However busy the machine is, one of many starts finds it free: only a server that waits for something never makes it. */
    @Test
    void aServerIsReadyInLessThan300Milliseconds() {
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < 100 && shortest >= MILLIS_MAX; i++) {
            long start = System.nanoTime();
            try (KinesisServer server = KinesisServer.start(KinesisServerSettings.defaults())) {
                shortest = Math.min(shortest, (System.nanoTime() - start) / 1_000_000);
                assertTrue(server.endpoint().getPort() > 0);
            }
        }
        assertTrue(shortest < MILLIS_MAX, "the shortest of many starts took " + shortest + " ms");
    }
}
