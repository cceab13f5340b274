package dev.millrace.kinesis.server.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.kinesis.server.wire.ServiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private final Server server = new Server();

    @AfterEach
    void close() {
        server.close();
    }

    private String outcome(String operation, String json) {
        try {
            server.call(operation, json);
            return "OK";
        } catch (ServiceException e) {
            return e.type();
        }
    }

    private List<String> hundred(String plan) {
        server.faults.change(FaultPlan.parse(plan));
        List<String> outcomes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            outcomes.add(outcome("PutRecord", "{'StreamName':'s','PartitionKey':'k','Data':'AQ=='}"));
        }
        return outcomes;
    }

    @Test
    void callsFailByTheRateAndTheSeedRepeatsThem() {
        server.with("s", 1);
        List<String> first = hundred("throttle=0.2,error=0.1,seed=7");
        assertEquals(first, hundred("seed=7,throttle=0.2,error=0.1"));
        long throttled = first.stream()
                .filter("ProvisionedThroughputExceededException"::equals)
                .count();
        long failed = first.stream().filter("InternalFailure"::equals).count();
        assertTrue(throttled > 8 && throttled < 35, first.toString());
        assertTrue(failed > 1 && failed < 22, first.toString());
        assertTrue(hundred("").stream().allMatch("OK"::equals));
    }

    @Test
    void onlyTheOperationsThatAreNamedAreConcerned() {
        server.with("s", 1);
        server.faults.change(FaultPlan.parse("throttle=1,operations=ListStreams+PutRecords"));
        assertEquals("LimitExceededException", outcome("ListStreams", "{}"));
        assertEquals("OK", outcome("DescribeStream", "{'StreamName':'s'}"));
    }

    @Test
    void recordsOfPutRecordsFailOneByOne() {
        server.with("s", 1);
        server.faults.change(FaultPlan.parse("partial=0.3,seed=3"));
        String entries = IntStream.range(0, 100)
                .mapToObj(i -> "{'PartitionKey':'k','Data':'AQ=='}")
                .collect(Collectors.joining(","));
        int failed = Integer.parseInt(Server.text(
                server.call("PutRecords", "{'StreamName':'s','Records':[" + entries + "]}"), "FailedRecordCount"));
        assertTrue(failed > 10 && failed < 60, () -> failed + " failed");
        assertEquals(
                100 - failed,
                Server.list(server.read(server.trimHorizon("s", 0)), "Records").size());
    }

    @Test
    void aPlanThatIsNoneIsRefused() {
        for (String bad :
                new String[] {"throttle=2", "throttle=x", "nonsense=1", "latency=5-1", "operations=Fly", "x"}) {
            assertThrows(IllegalArgumentException.class, () -> FaultPlan.parse(bad), bad);
        }
        FaultPlan plan = FaultPlan.parse("latency=5-10, lost=0.5,disconnect=0.25,operations=PutRecord");
        assertEquals(plan, FaultPlan.parse(plan.toString()));
    }
}
