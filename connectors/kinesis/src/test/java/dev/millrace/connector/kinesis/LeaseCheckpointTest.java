package dev.millrace.connector.kinesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.millrace.connector.kinesis.ShardPosition.At;
import dev.millrace.connector.kinesis.ShardPosition.End;
import dev.millrace.connector.kinesis.ShardPosition.Start;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class LeaseCheckpointTest {
    private static final long NOW = 1_000_000;

    @Test
    void theKclNamesTheLastRecordWhereWeNameThePlaceAfterIt() {
        assertEquals(new LeaseCheckpoint("49", 0), LeaseCheckpoint.of(new At("49", 1, 5)));
        assertEquals(new LeaseCheckpoint("49", 6), LeaseCheckpoint.of(new At("49", 7, 5)));
        assertEquals(new At("49", 7, 0), new LeaseCheckpoint("49", 6).place(NOW));
    }

    @Test
    void wordsStandForPlaces() {
        assertEquals(new LeaseCheckpoint("TRIM_HORIZON", 0), LeaseCheckpoint.of(new Start(0, 5)));
        assertEquals(new LeaseCheckpoint("SHARD_END", 0), LeaseCheckpoint.of(new End(5)));
        assertEquals(new Start(0, NOW), new LeaseCheckpoint("TRIM_HORIZON", 0).place(NOW));
        assertEquals(new End(NOW), new LeaseCheckpoint("SHARD_END", 0).place(NOW));
    }

    @Test
    void whereNothingWasReadThereIsNothingToTell() {
        assertNull(LeaseCheckpoint.of(new At("49", 0, 5)));
        assertNull(LeaseCheckpoint.of(new Start(77, 5)));
        assertNull(new LeaseCheckpoint("LATEST", 0).place(NOW));
        assertNull(new LeaseCheckpoint("AT_TIMESTAMP", 0).place(NOW));
        assertNull(new LeaseCheckpoint("", 0).place(NOW));
    }

    @Test
    void rowsThatAreNoLeasesAreLeftAlone() {
        Map<String, AttributeValue> row = new TreeMap<>(Map.of(
                "leaseKey", AttributeValue.fromS("shardId-000000000000"),
                "leaseCounter", AttributeValue.fromN("7"),
                "checkpoint", AttributeValue.fromS("49"),
                "leaseOwner", AttributeValue.fromS("worker")));
        Lease lease = new Lease("shardId-000000000000", "worker", 7, new LeaseCheckpoint("49", 0));
        assertEquals(lease, Lease.parse(row));
        row.put("entityType", AttributeValue.fromS("LEASE"));
        assertEquals(lease, Lease.parse(row));
        row.put("entityType", AttributeValue.fromS("WORKER_METRIC_STATS"));
        assertNull(Lease.parse(row));
        assertNull(Lease.parse(Map.of("leaseKey", AttributeValue.fromS("Migration3.0"))));
    }

    @Test
    void anApplicationWithSeveralStreamsNamesTheStreamInTheKey() {
        Lease lease = new Lease("123456789012:clicks:1533118924:shardId-000000000003", null, 1, null);
        assertEquals("shardId-000000000003", lease.shardOf("clicks"));
        assertNull(lease.shardOf("other"));
        assertEquals("shardId-000000000003", new Lease("shardId-000000000003", null, 1, null).shardOf("other"));
    }

    // ---- where to begin

    private static ShardInfo shard(String id, String... parents) {
        return new ShardInfo(id, List.of(parents), HashRange.ALL);
    }

    private static Lease lease(String shard, String checkpoint) {
        return new Lease(shard, null, 1, new LeaseCheckpoint(checkpoint, 0));
    }

    @Test
    void leasesLeadAndWhatDescendsFromThemFollows() {
        List<ShardInfo> listed = List.of(shard("a"), shard("b"), shard("c", "a"), shard("d", "a"), shard("e"));
        LeasePositions positions = LeasePositions.of(
                Map.of("a", lease("a", "SHARD_END"), "b", lease("b", "49"), "x", lease("x", "50")),
                listed,
                Set.of("b", "c", "d", "e"),
                NOW);
        assertEquals(Map.of("a", new End(NOW), "b", new At("49", 1, 0)), positions.known());
        assertEquals(Set.of("e"), positions.unknown());
    }

    @Test
    void parentsOfShardsWithLeasesAreOver() {
        List<ShardInfo> listed = List.of(shard("a"), shard("b", "a"), shard("c", "a"));
        LeasePositions positions =
                LeasePositions.of(Map.of("b", lease("b", "49"), "c", lease("c", "LATEST")), listed, Set.of("a"), NOW);
        assertEquals(Set.of("b"), positions.known().keySet());
        assertEquals(Set.of("c"), positions.unknown());
    }

    @Test
    void withoutLeasesItBeginsWhereANewProgramDoes() {
        LeasePositions positions = LeasePositions.of(Map.of(), List.of(shard("a"), shard("b")), Set.of("a", "b"), NOW);
        assertEquals(Set.of("a", "b"), positions.unknown());
    }
}
