package dev.millrace.connector.kinesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.Lag;
import dev.millrace.connector.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.model.Consumer;

/** A stream that is pushed, by a real server that ends each subscription after 300 ms. */
class FanOutSourceTest {
    private final LocalKinesis kinesis = LocalKinesis.pushing();

    @AfterEach
    void close() {
        kinesis.close();
    }

    private ReadLoop open(KinesisSourceBuilder<byte[]> source, @Nullable Map<String, Position> positions) {
        return new ReadLoop(source.buildRaw().open(ReadLoop.context(kinesis.clock())), positions);
    }

    private KinesisSourceBuilder<byte[]> pushed() {
        return kinesis.source().enhancedFanOut("counts");
    }

    private List<Consumer> consumers() {
        String arn = kinesis.client()
                .describeStreamSummary(request -> request.streamName(kinesis.stream()))
                .streamDescriptionSummary()
                .streamARN();
        return kinesis.client()
                .listStreamConsumers(request -> request.streamARN(arn))
                .consumers();
    }

    @Test
    void whatWasThereAndWhatComesIsPushedInOrderOverManySubscriptions() throws Exception {
        kinesis.create(2);
        kinesis.putTo(0, "0", "1");
        List<String> expected = new ArrayList<>(List.of("0", "1"));
        try (ReadLoop loop = open(pushed(), null)) {
            long until = System.nanoTime() + 1_000_000_000;
            for (int next = 2; System.nanoTime() < until; next++) {
                kinesis.putTo(0, Integer.toString(next));
                expected.add(Integer.toString(next));
                loop.pollUntil(expected.size(), 100);
            }
            assertEquals(expected, loop.texts());
            assertEquals(new Lag(0, 0, -1), loop.reader().lag().get("shardId-000000000000"));
        }
    }

    @Test
    void aRestartGoesOnInTheMiddleOfAnAggregate() throws Exception {
        kinesis.create(1);
        kinesis.putTo(0, List.of(Aggregates.of("k", "a", "b", "c"), Aggregates.of("k", "d", "e")));
        Map<String, Position> positions;
        try (ReadLoop loop = open(pushed(), null)) {
            loop.pollUntil(2, 2);
            positions = loop.positions();
        }
        try (ReadLoop loop = open(pushed(), positions)) {
            loop.pollUntil(3, 100);
            assertEquals(List.of("c", "d", "e"), loop.texts());
            loop.expectNoRecords();
        }
    }

    @Test
    void theConsumerIsRegisteredOnceAndMayBeGivenByItsArn() throws Exception {
        kinesis.create(1);
        kinesis.putTo(0, "a");
        open(pushed(), null).close();
        open(pushed(), null).close();
        assertEquals(1, consumers().size());
        KinesisSourceBuilder<byte[]> byArn =
                kinesis.source().enhancedFanOutConsumerArn(consumers().get(0).consumerARN());
        try (ReadLoop loop = open(byArn, null)) {
            loop.pollUntil(1, 100);
        }
        assertEquals(1, consumers().size());
    }

    @Test
    void aSlowReaderHoldsTheServiceBackAndLosesNothing() throws Exception {
        kinesis.create(1);
        List<byte[]> large = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            large.add(new byte[100_000]);
        }
        kinesis.putTo(0, large);
        kinesis.putTo(0, large);
        try (ReadLoop loop = open(pushed().bufferedBytesMax(1_000_000), null)) {
            loop.pollUntil(1, 1);
            Lag lag = loop.reader().lag().get("shardId-000000000000");
            assertTrue(lag != null && lag.records() < 80, () -> "all was fetched: " + lag);
            loop.pollUntil(80, 7);
            loop.expectNoRecords();
        }
    }

    @Test
    void connectionsThatAreCutAreMadeAgain() throws Exception {
        kinesis.create(1);
        List<String> expected = new ArrayList<>();
        try (CuttingProxy proxy = new CuttingProxy(kinesis.endpoint(), new Random(3), 20_000);
                ReadLoop loop = open(pushed().endpointUrl(proxy.endpoint()), null)) {
            while (proxy.cuts() < 5) {
                String text = expected.size() + ":" + "x".repeat(2_000);
                kinesis.putTo(0, text);
                expected.add(text);
                loop.pollUntil(expected.size(), 100);
            }
            assertEquals(expected, loop.texts());
        }
    }

    @Test
    void aConsumerThatIsNotThereIsToldAtTheStart() {
        kinesis.create(1);
        KinesisSourceBuilder<byte[]> unknown = kinesis.source()
                .enhancedFanOutConsumerArn("arn:aws:kinesis:us-east-1:000000000000:stream/" + kinesis.stream()
                        + "/consumer/nobody:1533118924");
        MillraceException refused = assertThrows(MillraceException.class, () -> open(unknown, null));
        Expect.says(Kind.CONFIGURATION, refused, kinesis.stream(), "DescribeStreamConsumer");
        assertThrows(IllegalArgumentException.class, () -> kinesis.source().enhancedFanOut("no such name"));
        assertThrows(IllegalArgumentException.class, () -> kinesis.source().enhancedFanOutConsumerArn("counts"));
    }
}
