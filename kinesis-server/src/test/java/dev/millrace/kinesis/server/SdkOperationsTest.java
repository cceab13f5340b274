package dev.millrace.kinesis.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.MetricsName;
import software.amazon.awssdk.services.kinesis.model.MinimumThroughputBillingCommitmentInputStatus;
import software.amazon.awssdk.services.kinesis.model.MinimumThroughputBillingCommitmentOutputStatus;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.Tag;

/** The operations around streams with the SDK's clients, sync and async; those of records and shards are SdkTest's. */
@Timeout(300)
class SdkOperationsTest {
    private static KinesisServer server;

    @BeforeAll
    static void start() {
        server = KinesisServer.start(KinesisServerSettings.defaults());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String create(KinesisClient kinesis, String stream) {
        kinesis.createStream(b -> b.streamName(stream).shardCount(1));
        return summary(kinesis, stream).streamARN();
    }

    private static StreamDescriptionSummary summary(KinesisClient kinesis, String stream) {
        return kinesis.describeStreamSummary(b -> b.streamName(stream)).streamDescriptionSummary();
    }

    @ParameterizedTest
    @EnumSource
    void tagsOfBothFamilies(SdkClients clients) {
        try (KinesisClient kinesis = clients.connect(server.endpoint())) {
            String stream = "tags-" + clients;
            String arn = create(kinesis, stream);
            kinesis.addTagsToStream(b -> b.streamName(stream).tags(Map.of("a", "1", "b", "2")));
            kinesis.tagResource(b -> b.resourceARN(arn).tags(Map.of("c", "3")));
            kinesis.removeTagsFromStream(b -> b.streamARN(arn).tagKeys("a"));
            kinesis.untagResource(b -> b.resourceARN(arn).tagKeys("b"));
            List<Tag> expected = List.of(Tag.builder().key("c").value("3").build());
            assertEquals(
                    expected,
                    kinesis.listTagsForStream(b -> b.streamName(stream)).tags());
            assertEquals(
                    expected,
                    kinesis.listTagsForResource(b -> b.resourceARN(arn)).tags());
        }
    }

    @ParameterizedTest
    @EnumSource
    void consumers(SdkClients clients) {
        try (KinesisClient kinesis = clients.connect(server.endpoint())) {
            String arn = create(kinesis, "consumers-" + clients);
            String consumer = kinesis.registerStreamConsumer(
                            b -> b.streamARN(arn).consumerName("c"))
                    .consumer()
                    .consumerARN();
            assertEquals(
                    ConsumerStatus.ACTIVE,
                    kinesis.describeStreamConsumer(b -> b.consumerARN(consumer))
                            .consumerDescription()
                            .consumerStatus());
            assertEquals(
                    1,
                    kinesis.listStreamConsumers(b -> b.streamARN(arn))
                            .consumers()
                            .size());
            kinesis.deregisterStreamConsumer(b -> b.consumerARN(consumer));
            assertThrows(
                    ResourceNotFoundException.class,
                    () -> kinesis.describeStreamConsumer(b -> b.consumerARN(consumer)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void encryptionMonitoringRetentionAndSizes(SdkClients clients) {
        try (KinesisClient kinesis = clients.connect(server.endpoint())) {
            String stream = "settings-" + clients;
            String arn = create(kinesis, stream);
            kinesis.startStreamEncryption(
                    b -> b.streamName(stream).encryptionType(EncryptionType.KMS).keyId("alias/k"));
            assertEquals("alias/k", summary(kinesis, stream).keyId());
            assertEquals(
                    EncryptionType.KMS,
                    kinesis.putRecord(
                                    b -> b.streamName(stream).partitionKey("k").data(SdkBytes.fromUtf8String("x")))
                            .encryptionType());
            kinesis.stopStreamEncryption(
                    b -> b.streamName(stream).encryptionType(EncryptionType.KMS).keyId("alias/k"));
            assertEquals(EncryptionType.NONE, summary(kinesis, stream).encryptionType());
            assertEquals(
                    7,
                    kinesis.enableEnhancedMonitoring(b -> b.streamName(stream).shardLevelMetrics(MetricsName.ALL))
                            .desiredShardLevelMetrics()
                            .size());
            assertEquals(
                    6,
                    kinesis.disableEnhancedMonitoring(
                                    b -> b.streamName(stream).shardLevelMetrics(MetricsName.INCOMING_BYTES))
                            .desiredShardLevelMetrics()
                            .size());
            kinesis.increaseStreamRetentionPeriod(b -> b.streamName(stream).retentionPeriodHours(48));
            assertEquals(48, summary(kinesis, stream).retentionPeriodHours());
            kinesis.decreaseStreamRetentionPeriod(b -> b.streamName(stream).retentionPeriodHours(24));
            kinesis.updateMaxRecordSize(b -> b.streamARN(arn).maxRecordSizeInKiB(2048));
            assertEquals(2048, summary(kinesis, stream).maxRecordSizeInKiB());
        }
    }

    @ParameterizedTest
    @EnumSource
    void modesAccountAndPolicies(SdkClients clients) {
        try (KinesisClient kinesis = clients.connect(server.endpoint())) {
            String stream = "modes-" + clients;
            String arn = create(kinesis, stream);
            kinesis.updateStreamMode(b -> b.streamARN(arn).streamModeDetails(m -> m.streamMode(StreamMode.ON_DEMAND)));
            assertEquals(
                    MinimumThroughputBillingCommitmentOutputStatus.ENABLED,
                    kinesis.updateAccountSettings(b -> b.minimumThroughputBillingCommitment(
                                    m -> m.status(MinimumThroughputBillingCommitmentInputStatus.ENABLED)))
                            .minimumThroughputBillingCommitment()
                            .status());
            assertNotNull(kinesis.describeAccountSettings(b -> {}).minimumThroughputBillingCommitment());
            kinesis.updateStreamWarmThroughput(b -> b.streamARN(arn).warmThroughputMiBps(5));
            assertEquals(5, summary(kinesis, stream).openShardCount());
            assertTrue(kinesis.describeLimits(b -> {}).openShardCount() >= 5);
            String policy = "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"kinesis:Get*\","
                    + "\"Resource\":\"*\"}]}";
            kinesis.putResourcePolicy(b -> b.resourceARN(arn).policy(policy));
            assertEquals(
                    policy, kinesis.getResourcePolicy(b -> b.resourceARN(arn)).policy());
            kinesis.deleteResourcePolicy(b -> b.resourceARN(arn));
            assertThrows(ResourceNotFoundException.class, () -> kinesis.getResourcePolicy(b -> b.resourceARN(arn)));
        }
    }
}
