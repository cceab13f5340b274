package dev.millrace.kinesis.server.action;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OnDemandScalingTest {
    private final Server server = new Server();

    @AfterEach
    void close() {
        server.close();
    }

    private int openShards() {
        return Integer.parseInt(Server.text(
                server.call("DescribeStreamSummary", "{'StreamName':'s'}"),
                "StreamDescriptionSummary",
                "OpenShardCount"));
    }

    /** Puts so many KiB into each of the shards that begin with these hash keys, within ten seconds. */
    private void load(OnDemandScaling scaling, int kib, String... hashKeys) {
        String data = Base64.getEncoder().encodeToString(new byte[kib << 10]);
        for (String key : hashKeys) {
            for (int i = 0; i < 10; i++) {
                server.call(
                        "PutRecord",
                        "{'StreamName':'s','PartitionKey':'k','ExplicitHashKey':'" + key + "','Data':'" + data + "'}");
            }
        }
        server.advance(Duration.ofSeconds(10));
        scaling.step();
    }

    @Test
    void aBusyShardIsSplitAndABusyStreamDoubled() {
        server.call("CreateStream", "{'StreamName':'s','StreamModeDetails':{'StreamMode':'ON_DEMAND'}}");
        OnDemandScaling scaling = new OnDemandScaling(server.backend());
        scaling.step();
        load(scaling, 500, "0");
        assertEquals(4, openShards());
        load(scaling, 520, "0");
        assertEquals(5, openShards());
        load(scaling, 10, "0");
        String[] all = Objects.requireNonNull(server.backend().store().find("s")).shards().open().stream()
                .map(shard -> shard.range().start().toString())
                .toArray(String[]::new);
        load(scaling, 600, all);
        assertEquals(10, openShards());
    }

    @Test
    void aProvisionedStreamIsLeftAlone() {
        server.with("s", 1);
        OnDemandScaling scaling = new OnDemandScaling(server.backend());
        scaling.step();
        load(scaling, 900, "0");
        assertEquals(1, openShards());
    }

    @Test
    void nothingIsDoneWithoutLoad() {
        assertEquals(OnDemandScaling.Decision.NOTHING, OnDemandScaling.decide(List.of()));
    }
}
