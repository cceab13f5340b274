package dev.millrace.connector.kinesis.kcl;

import com.amazonaws.services.dynamodbv2.local.main.ServerRunner;
import com.amazonaws.services.dynamodbv2.local.server.DynamoDBProxyServer;
import dev.millrace.connector.kinesis.KinesisConnection;
import dev.millrace.kinesis.server.KinesisServer;
import dev.millrace.kinesis.server.KinesisServerSettings;
import java.io.File;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeAction;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.AttributeValueUpdate;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** A Kinesis server and a DynamoDB on this machine, one of each for all tests of this JVM, and clients to look into them. */
final class Services {
    private static final Services SHARED = new Services();

    final URI kinesisEndpoint;
    final URI dynamoEndpoint;
    final KinesisClient kinesis;
    final DynamoDbClient dynamo;

    private Services() {
        KinesisServer server = KinesisServer.start(KinesisServerSettings.defaults());
        kinesisEndpoint = server.endpoint();
        kinesis = new KinesisConnection(null, kinesisEndpoint, null).build(KinesisClient.builder(), "the test");
        dynamoEndpoint = startDynamo();
        dynamo = new KinesisConnection(null, dynamoEndpoint, null).build(DynamoDbClient.builder(), "the test");
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    }

    static Services shared() {
        return SHARED;
    }

    private static URI startDynamo() {
        try {
            int port = freePort();
            unpackNativeLibrary();
            DynamoDBProxyServer server = ServerRunner.createServerFromCommandLineArgs(
                    new String[] {"-inMemory", "-disableTelemetry", "-port", Integer.toString(port)});
            server.start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
            return URI.create("http://127.0.0.1:" + port);
        } catch (Exception e) {
            throw new IllegalStateException("DynamoDB Local doesn't start", e);
        }
    }

    /** It is on the class path, under a name with a version; DynamoDB Local wants a directory that it is in. */
    private static void unpackNativeLibrary() throws IOException {
        Path directory = Files.createTempDirectory("sqlite4java");
        directory.toFile().deleteOnExit();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry);
            if (String.valueOf(path.getFileName()).matches("libsqlite4java-.*\\.(so|dylib)|sqlite4java-.*\\.dll")) {
                Path copy = directory.resolve(path.getFileName());
                Files.copy(path, copy, StandardCopyOption.REPLACE_EXISTING);
                copy.toFile().deleteOnExit();
            }
        }
        System.setProperty("sqlite4java.library.path", directory.toString());
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

    /** The rows of leases, by shard; the KCL keeps other things in the table too. */
    Map<String, Map<String, AttributeValue>> leases(String table) {
        Map<String, Map<String, AttributeValue>> rows = new HashMap<>();
        try {
            dynamo.scan(request -> request.tableName(table).consistentRead(true))
                    .items()
                    .forEach(row -> {
                        String key = Objects.requireNonNull(row.get("leaseKey")).s();
                        if (key.startsWith("shardId-")) {
                            rows.put(key, row);
                        }
                    });
        } catch (ResourceNotFoundException e) {
            return Map.of();
        }
        return rows;
    }

    /** How many leases each worker has, of shards that haven't ended. */
    Map<String, Integer> leasesByOwner(String table) {
        Map<String, Integer> numbers = new HashMap<>();
        leases(table).values().forEach(row -> {
            String owner = text(row, "checkpointOwner") == null ? text(row, "leaseOwner") : "nobody: on its way";
            if (!"SHARD_END".equals(text(row, "checkpoint"))) {
                numbers.merge(owner == null ? "nobody" : owner, 1, Integer::sum);
            }
        });
        return numbers;
    }

    static @Nullable String text(Map<String, AttributeValue> row, String attribute) {
        AttributeValue value = row.get(attribute);
        return value == null ? null : value.s();
    }

    /** Takes a lease as another worker would that believes its owner dead. */
    void steal(String table, String shard, String newOwner) {
        dynamo.updateItem(request -> request.tableName(table)
                .key(Map.of("leaseKey", AttributeValue.fromS(shard)))
                .attributeUpdates(Map.of(
                        "leaseOwner",
                        AttributeValueUpdate.builder()
                                .action(AttributeAction.PUT)
                                .value(AttributeValue.fromS(newOwner))
                                .build(),
                        "leaseCounter",
                        AttributeValueUpdate.builder()
                                .action(AttributeAction.ADD)
                                .value(AttributeValue.fromN("1"))
                                .build())));
    }
}
