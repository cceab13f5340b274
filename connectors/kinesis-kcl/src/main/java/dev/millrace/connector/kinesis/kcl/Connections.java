package dev.millrace.connector.kinesis.kcl;

import dev.millrace.connector.kinesis.KinesisConnection;
import dev.millrace.connector.kinesis.KinesisCredentials;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.kinesis.common.KinesisClientUtil;

/** Where the three services are that the KCL talks to. */
record Connections(KinesisConnection kinesis, KinesisConnection dynamoDb, KinesisConnection cloudWatch) {
    /** For a client that must be there though nobody calls it. */
    static final KinesisConnection UNCALLED =
            new KinesisConnection("us-east-1", null, KinesisCredentials.of("uncalled", "uncalled"));

    Clients open(String where) {
        List<AutoCloseable> opened = new ArrayList<>();
        try {
            return new Clients(
                    opened(
                            opened,
                            kinesis.build(
                                    KinesisClientUtil.adjustKinesisClientBuilder(KinesisAsyncClient.builder()), where)),
                    opened(opened, dynamoDb.build(DynamoDbAsyncClient.builder(), where)),
                    cloudWatch.build(CloudWatchAsyncClient.builder(), where));
        } catch (RuntimeException e) {
            opened.forEach(Connections::close);
            throw e;
        }
    }

    private static <C extends AutoCloseable> C opened(List<AutoCloseable> all, C client) {
        all.add(client);
        return client;
    }

    private static void close(AutoCloseable client) {
        try {
            client.close();
        } catch (Exception e) {
            System.getLogger(Connections.class.getName())
                    .log(System.Logger.Level.DEBUG, "a client could not be closed", e);
        }
    }

    /** What a worker calls, for itself alone. */
    record Clients(KinesisAsyncClient kinesis, DynamoDbAsyncClient dynamoDb, CloudWatchAsyncClient cloudWatch)
            implements AutoCloseable {
        @Override
        public void close() {
            kinesis.close();
            dynamoDb.close();
            cloudWatch.close();
        }
    }
}
