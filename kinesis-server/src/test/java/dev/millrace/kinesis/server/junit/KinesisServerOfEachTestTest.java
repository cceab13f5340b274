package dev.millrace.kinesis.server.junit;

import static org.junit.jupiter.api.Assertions.assertNotSame;

import dev.millrace.kinesis.server.KinesisServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class KinesisServerOfEachTestTest {
    private static final List<KinesisServer> SEEN = new ArrayList<>();

    @RegisterExtension
    final KinesisServerExtension kinesis = new KinesisServerExtension();

    @Test
    void aServerIsForOneTest(KinesisServer server) {
        checkServer(server);
    }

    @Test
    void andNotForThisOne(KinesisServer server) {
        checkServer(server);
    }

    private static void checkServer(KinesisServer server) {
        if (!SEEN.isEmpty()) {
            assertNotSame(SEEN.get(0), server);
        }
        SEEN.add(server);
    }
}
