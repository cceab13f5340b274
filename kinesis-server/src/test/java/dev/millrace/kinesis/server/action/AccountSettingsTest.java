package dev.millrace.kinesis.server.action;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** DescribeLimits, DescribeAccountSettings, UpdateAccountSettings. */
class AccountSettingsTest {
    private final Server server = new Server();

    @AfterEach
    void close() {
        server.close();
    }

    private String commitment() {
        return Server.member(server.call("DescribeAccountSettings", "{}"), "MinimumThroughputBillingCommitment")
                .toString();
    }

    private String update(String status) {
        return Server.text(
                server.call(
                        "UpdateAccountSettings", "{'MinimumThroughputBillingCommitment':{'Status':'" + status + "'}}"),
                "MinimumThroughputBillingCommitment",
                "Status");
    }

    @Test
    void limitsTellWhatThereIs() {
        server.with("s", 3).call("CreateStream", "{'StreamName':'d','StreamModeDetails':{'StreamMode':'ON_DEMAND'}}");
        ChannelTest.create(server, "ch", "d", "STRING");
        assertEquals(
                "{ShardLimit=1000, OpenShardCount=7, OnDemandStreamCount=1, OnDemandStreamCountLimit=50,"
                        + " ChannelCount=1, ChannelCountLimit=100}",
                server.call("DescribeLimits", "{}").toString());
    }

    @Test
    void aCommitmentLastsForADayAtLeastAndOutlivesARestart() {
        assertEquals("{Status=DISABLED}", commitment());
        assertEquals("ENABLED", update("ENABLED"));
        server.restart();
        assertEquals("{Status=ENABLED, StartedAt=1795255200.000, EarliestAllowedEndAt=1795341600.000}", commitment());
        server.advance(Duration.ofHours(1));
        assertEquals("ENABLED_UNTIL_EARLIEST_ALLOWED_END", update("DISABLED"));
        server.advance(Duration.ofHours(22));
        assertEquals("ENABLED_UNTIL_EARLIEST_ALLOWED_END", update("DISABLED"));
        server.advance(Duration.ofHours(1));
        assertEquals("{Status=DISABLED, StartedAt=1795255200.000, EndedAt=1795341600.000}", commitment());
        assertEquals("DISABLED", update("DISABLED"));
    }

    @Test
    void membersAreChecked() {
        server.assertInvalid(
                "UpdateAccountSettings",
                "{}",
                "Value null at 'minimumThroughputBillingCommitment' failed to satisfy constraint: Member must not be"
                        + " null");
        server.assertInvalid(
                "UpdateAccountSettings",
                "{'MinimumThroughputBillingCommitment':{'Status':'x'}}",
                "Value 'x' at 'minimumThroughputBillingCommitment.status' failed to satisfy constraint: Member must"
                        + " satisfy enum value set: [ENABLED, DISABLED]");
    }
}
