package dev.millrace.connector.kinesis;

import com.amazonaws.services.dynamodbv2.local.main.ServerRunner;
import com.amazonaws.services.dynamodbv2.local.server.DynamoDBProxyServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** DynamoDB on this machine, in memory, one for all tests of this JVM; and a client of its own to look into tables. */
final class LocalDynamo {
    private static final LocalDynamo SHARED = new LocalDynamo();

    private final URI endpoint;
    private final DynamoDbClient client;

    private LocalDynamo() {
        try {
            int port = freePort();
            DynamoDBProxyServer server = ServerRunner.createServerFromCommandLineArgs(
                    new String[] {"-inMemory", "-disableTelemetry", "-port", Integer.toString(port)});
            server.start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
            endpoint = URI.create("http://127.0.0.1:" + port);
        } catch (Exception e) {
            throw new IllegalStateException("DynamoDB Local doesn't start", e);
        }
        client = new KinesisConnection(null, endpoint, null).newDynamoDbClient("the test", new StreamName("any", null));
    }

    static LocalDynamo shared() {
        return SHARED;
    }

    /** Below those that systems give to clients, one of which could have it before the server. */
    private static int freePort() throws IOException {
        Random chance = new Random();
        for (int attempt = 1; ; attempt++) {
            int port = 20_000 + chance.nextInt(12_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                if (attempt == 100) {
                    throw e;
                }
            }
        }
    }

    private static void stop(DynamoDBProxyServer server) {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    String endpoint() {
        return endpoint.toString();
    }

    DynamoLeases leases(String table) {
        return new DynamoLeases(client, table);
    }

    /** The rows of a table by their keys, as they are. */
    Map<String, Map<String, AttributeValue>> rows(String table) {
        Map<String, Map<String, AttributeValue>> rows = new HashMap<>();
        client.scan(request -> request.tableName(table).consistentRead(true))
                .items()
                .forEach(row ->
                        rows.put(Objects.requireNonNull(row.get("leaseKey")).s(), row));
        return rows;
    }

    /** Writes a row as the KCL does. */
    void put(String table, String shard, String sequenceNumber, long subSequenceNumber, Map<String, String> more) {
        Map<String, AttributeValue> row = new HashMap<>();
        row.put("leaseKey", AttributeValue.fromS(shard));
        row.put("leaseCounter", AttributeValue.fromN("42"));
        row.put("checkpoint", AttributeValue.fromS(sequenceNumber));
        row.put("checkpointSubSequenceNumber", AttributeValue.fromN(Long.toString(subSequenceNumber)));
        row.put("ownerSwitchesSinceCheckpoint", AttributeValue.fromN("0"));
        more.forEach((name, value) -> row.put(name, AttributeValue.fromS(value)));
        client.putItem(request -> request.tableName(table).item(row));
    }
}
