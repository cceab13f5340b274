package dev.millrace.kinesis.server.action;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class IncreaseStreamRetentionPeriodTest {
    private final Server server = new Server();

    private static String request(int hours) {
        return "{'StreamName':'s','RetentionPeriodHours':" + hours + "}";
    }

    private void with48Hours() {
        server.with("s", 1);
        server.call("IncreaseStreamRetentionPeriod", request(48));
    }

    @Test
    void changesThePeriodForGood() {
        with48Hours();
        server.call("IncreaseStreamRetentionPeriod", request(48));
        server.restart();
        assertEquals(
                "48",
                Server.text(
                        server.call("DescribeStreamSummary", "{'StreamName':'s'}"),
                        "StreamDescriptionSummary",
                        "RetentionPeriodHours"));
    }

    @Test
    void goesInOneDirectionOnly() {
        with48Hours();
        server.assertInvalidArgument(
                "Requested retention period (24 hours) for stream s can not be shorter than existing retention period"
                        + " (48 hours). Use DecreaseRetentionPeriod API.",
                "IncreaseStreamRetentionPeriod",
                request(24));
        server.call("IncreaseStreamRetentionPeriod", request(48));
    }

    @Test
    void staysWithinADayAndAYear() {
        with48Hours();
        server.assertInvalidArgument(
                "Minimum allowed retention period is 24 hours. Requested retention period (23 hours) is too short.",
                "IncreaseStreamRetentionPeriod",
                request(23));
        server.assertInvalidArgument(
                "Maximum allowed retention period is 8760 hours. Requested retention period (8761 hours) is too long.",
                "IncreaseStreamRetentionPeriod",
                request(8761));
    }

    @Test
    void refusesWhatIsNotThereOrInvalid() {
        server.assertNotFound(
                "Stream s under account 123456789012 not found.", "IncreaseStreamRetentionPeriod", request(48));
        server.assertInvalid(
                "IncreaseStreamRetentionPeriod",
                "{'StreamName':'s'}",
                "Value null at 'retentionPeriodHours' failed to satisfy constraint: Member must not be null");
        server.assertWrongType(
                "class java.lang.String can not be converted to an Integer",
                "IncreaseStreamRetentionPeriod",
                "{'RetentionPeriodHours':'48'}");
    }
}
