package dev.millrace.kinesis.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Metrics, faults and the status page. */
@Timeout(300)
class PagesTest {
    private final KinesisServer server = KinesisServer.start(KinesisServerSettings.defaults());
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final RawClient raw = new RawClient(server.endpoint(), http);

    @AfterEach
    void close() {
        server.close();
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.endpoint().resolve(path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private long metric(String name) throws Exception {
        Matcher line = Pattern.compile("(?m)^" + Pattern.quote(name) + " (\\d+)")
                .matcher(send("GET", "/metrics", "").body());
        assertTrue(line.find(), name);
        return Long.parseLong(line.group(1));
    }

    @Test
    void metricsCountCallsAndWhatMonitoredShardsTakeAndGive() throws Exception {
        raw.json("CreateStream", "{'StreamName':'s','ShardCount':1}");
        raw.json(
                "EnableEnhancedMonitoring",
                "{'StreamName':'s','ShardLevelMetrics':['IncomingBytes','IncomingRecords']}");
        raw.json("PutRecord", "{'StreamName':'s','PartitionKey':'key','Data':'AQIDBA=='}");
        raw.json("PutRecord", "{'StreamName':'s','PartitionKey':'key','Data':'AQIDBA=='}");
        raw.json("DescribeStream", "{'StreamName':'none'}");
        assertEquals(2, metric("kinesis_calls_total{operation=\"PutRecord\",end=\"OK\"}"));
        assertEquals(1, metric("kinesis_calls_total{operation=\"DescribeStream\",end=\"ResourceNotFoundException\"}"));
        assertEquals(2, metric("kinesis_call_seconds_count{operation=\"PutRecord\"}"));
        String shard = "kinesis_shard{stream=\"s\",shard=\"shardId-000000000000\",metric=";
        assertEquals(2, metric(shard + "\"IncomingRecords\"}"));
        assertEquals(14, metric(shard + "\"IncomingBytes\"}"));
        assertEquals(1, metric("kinesis_streams"));
    }

    @Test
    void faultsAreSetAndTakenBackAtRunTime() throws Exception {
        assertEquals(
                200, send("PUT", "/faults", "throttle=1,operations=ListStreams").statusCode());
        assertTrue(send("GET", "/faults", "").body().startsWith("throttle=1.0,"));
        assertEquals(
                "{\"__type\":\"LimitExceededException\",\"message\":\"Rate exceeded, as was asked for.\"}",
                RawClient.text(raw.json("ListStreams", "{}")));
        assertEquals(400, send("PUT", "/faults", "throttle=7").statusCode());
        send("DELETE", "/faults", "");
        assertEquals(200, raw.json("ListStreams", "{}").statusCode());
    }

    @Test
    void connectionsAreCutBeforeOrAfterTheCall() throws Exception {
        send("PUT", "/faults", "disconnect=1,operations=CreateStream");
        String create = "{'StreamName':'s','ShardCount':1}";
        assertThrows(IOException.class, () -> raw.json("CreateStream", create));
        assertEquals(
                400, raw.json("DescribeStreamSummary", "{'StreamName':'s'}").statusCode());
        send("PUT", "/faults", "lost=1,operations=CreateStream");
        assertThrows(IOException.class, () -> raw.json("CreateStream", create));
        assertEquals(
                200, raw.json("DescribeStreamSummary", "{'StreamName':'s'}").statusCode());
    }

    @Test
    void repliesComeLaterIfThatIsAskedFor() throws Exception {
        send("PUT", "/faults", "latency=150");
        long start = System.nanoTime();
        raw.json("ListStreams", "{}");
        assertTrue(System.nanoTime() - start >= 150_000_000);
    }

    @Test
    void browsersGetAStatusPageAndOthersWhatAwsAnswers() throws Exception {
        raw.json("CreateStream", "{'StreamName':'clicks','ShardCount':3}");
        HttpResponse<String> page = send("GET", "/", "", "Accept", "text/html,*/*");
        assertEquals(200, page.statusCode());
        assertTrue(page.body().contains("<td>clicks<td>ACTIVE<td>PROVISIONED<td>3<td>0<td>24 h"), page.body());
        assertEquals(403, send("GET", "/", "").statusCode());
    }
}
