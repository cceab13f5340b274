package dev.millrace.connector.kinesis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** The KCL's table in DynamoDB. */
final class DynamoLeases implements LeaseCalls {
    private final DynamoDbClient client;
    private final String table;

    DynamoLeases(DynamoDbClient client, String table) {
        this.client = client;
        this.table = table;
    }

    @Override
    public void createIfAbsent() {
        try {
            client.describeTable(request -> request.tableName(table));
        } catch (ResourceNotFoundException absent) {
            create();
        }
        client.waiter().waitUntilTableExists(request -> request.tableName(table));
    }

    private void create() {
        try {
            client.createTable(request -> request.tableName(table)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .keySchema(KeySchemaElement.builder()
                            .attributeName(Lease.KEY)
                            .keyType(KeyType.HASH)
                            .build())
                    .attributeDefinitions(AttributeDefinition.builder()
                            .attributeName(Lease.KEY)
                            .attributeType(ScalarAttributeType.S)
                            .build()));
        } catch (ResourceInUseException somebodyElseMadeIt) {
            return;
        }
    }

    @Override
    public List<Lease> leases() {
        List<Lease> leases = new ArrayList<>();
        client.scanPaginator(request -> request.tableName(table).consistentRead(true))
                .items()
                .forEach(row -> {
                    Lease lease = Lease.parse(row);
                    if (lease != null) {
                        leases.add(lease);
                    }
                });
        return leases;
    }

    @Override
    public boolean create(Lease lease, ShardInfo shard) {
        Map<String, AttributeValue> row = new HashMap<>();
        row.put(Lease.KEY, text(lease.key()));
        row.put(Lease.COUNTER, number(lease.counter()));
        row.put("ownerSwitchesSinceCheckpoint", number(0));
        row.put("startingHashKey", text(shard.hashes().first().toString()));
        row.put("endingHashKey", text(shard.hashes().last().toString()));
        if (!shard.parents().isEmpty()) {
            row.put("parentShardId", AttributeValue.fromSs(shard.parents()));
        }
        if (lease.owner() != null) {
            row.put(Lease.OWNER, text(lease.owner()));
        }
        LeaseCheckpoint checkpoint = lease.checkpoint();
        if (checkpoint != null) {
            row.put(Lease.CHECKPOINT, text(checkpoint.sequenceNumber()));
            row.put(Lease.SUB_SEQUENCE_NUMBER, number(checkpoint.subSequenceNumber()));
        }
        try {
            client.putItem(request ->
                    request.tableName(table).item(row).conditionExpression("attribute_not_exists(" + Lease.KEY + ")"));
            return true;
        } catch (ConditionalCheckFailedException isThere) {
            return false;
        }
    }

    @Override
    public boolean update(Lease before, @Nullable String owner, @Nullable LeaseCheckpoint checkpoint) {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":before", number(before.counter()));
        values.put(":after", number(before.counter() + 1));
        StringBuilder set = new StringBuilder("SET " + Lease.COUNTER + " = :after");
        if (owner != null) {
            set.append(", ").append(Lease.OWNER).append(" = :owner");
            values.put(":owner", text(owner));
        }
        if (checkpoint != null) {
            set.append(", #c = :c, ")
                    .append(Lease.SUB_SEQUENCE_NUMBER)
                    .append(" = :s, ownerSwitchesSinceCheckpoint = :none");
            values.put(":c", text(checkpoint.sequenceNumber()));
            values.put(":s", number(checkpoint.subSequenceNumber()));
            values.put(":none", number(0));
        }
        if (owner == null) {
            set.append(" REMOVE ").append(Lease.OWNER);
        }
        try {
            client.updateItem(request -> request.tableName(table)
                    .key(Map.of(Lease.KEY, text(before.key())))
                    .updateExpression(set.toString())
                    .expressionAttributeNames(checkpoint == null ? null : Map.of("#c", Lease.CHECKPOINT))
                    .expressionAttributeValues(values)
                    .conditionExpression(Lease.COUNTER + " = :before"));
            return true;
        } catch (ConditionalCheckFailedException somebodyElseWrote) {
            return false;
        }
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    private static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }

    @Override
    public void close() {
        client.close();
    }
}
