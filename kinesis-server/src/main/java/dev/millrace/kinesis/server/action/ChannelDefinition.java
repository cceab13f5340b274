package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.Channel;
import dev.millrace.kinesis.server.wire.Length;
import dev.millrace.kinesis.server.wire.Matches;
import dev.millrace.kinesis.server.wire.OneOf;
import dev.millrace.kinesis.server.wire.RecordShape;
import dev.millrace.kinesis.server.wire.Required;
import dev.millrace.kinesis.server.wire.WireFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a channel was asked to be, in the form of requests and replies; the store keeps it as text. */
record ChannelDefinition(
        String serviceExecutionRoleARN,
        RecordConfiguration recordConfiguration,
        @Nullable S3Destination s3DestinationConfiguration,
        @Nullable S3TablesDestination s3TablesDestinationConfiguration,
        @Nullable Encryption encryptionConfiguration,
        Logging loggingConfiguration) {

    /** How the records are to be understood. */
    enum RecordFormatType {
        GSR_JSON,
        JSON,
        STRING,
        BYTE_ARRAY
    }

    /** How objects are compressed. */
    enum Compression {
        NONE,
        GZIP,
        ZSTD
    }

    /** How the files of tables are compressed. */
    enum TableCompression {
        NONE,
        ZSTD,
        SNAPPY
    }

    /** What an object costs. */
    enum StorageClass {
        STANDARD,
        INTELLIGENT_TIERING,
        GLACIER_IR
    }

    /** How delivered data is encrypted. */
    enum ChannelEncryptionType {
        KMS
    }

    /** By what a table is partitioned. */
    enum PartitionTransform {
        TIME_HOUR
    }

    record RecordConfiguration(
            @Required @OneOf(RecordFormatType.class) String recordFormatType,

            @Length(min = 1, max = 512)
            @Matches("arn:aws[-a-z0-9]*:glue:[-a-z0-9]+:\\d{12}:schema/[-a-zA-Z0-9_$#.]+/[-a-zA-Z0-9_$#.]+")
            @Nullable
            String gSRSchemaARN) {}

    record S3Destination(
            @Nullable Integer dataFreshnessInSeconds,
            @Nullable DeadLetterQueue deadLetterQueueS3Configuration,
            @Required Storage storageConfiguration) {}

    record Storage(
            @Required @BucketArn String bucketARN,

            @Required @Length(min = 12, max = 12) @Matches("\\d{12}")
            String expectedBucketOwner,

            @Length(min = 1, max = 1024) @Matches("[0-9A-Za-z!\\-_'.*()\\/=:{}]+") @Nullable
            String outputKeyTemplate,

            @OneOf(StorageClass.class) @Nullable String storageClass,
            @Required @OneOf(Compression.class) String compressionType) {}

    record DeadLetterQueue(
            @Required @BucketArn String bucketARN,

            @Required @Length(min = 12, max = 12) @Matches("\\d{12}")
            String expectedBucketOwner,

            @Length(min = 1, max = 512) @Matches("[0-9A-Za-z!\\-_'.*()\\/]+") @Nullable
            String errorOutputPrefix) {}

    record S3TablesDestination(
            @Nullable Integer dataFreshnessInSeconds,
            @Required DeadLetterQueue deadLetterQueueS3Configuration,
            @Required @Length(min = 1, max = 10000) List<Table> s3TablesConfigurationList) {}

    record Table(
            @Required
            @Length(min = 1, max = 2048)
            @Matches("arn:aws[-a-z0-9]*:s3tables:[-a-z0-9]+:\\d{12}:bucket/[a-z0-9_-]{3,63}")
            String tableBucketARN,

            @Required @Length(min = 1, max = 255) @Matches("[0-9a-z_]+")
            String namespace,

            @Required @Length(min = 1, max = 255) @Matches("[0-9a-z_]+")
            String tableName,

            @Required @OneOf(TableCompression.class) String compressionType,
            @Nullable PartitionSpec partitionSpec) {}

    record PartitionSpec(
            @Required @Length(min = 1, max = 10) List<PartitionField> partitionFields) {}

    record PartitionField(
            @Required @OneOf(PartitionTransform.class) String transform,

            @Required @Length(min = 1, max = 255) @Matches("[a-zA-Z0-9\\.\\_]+")
            String sourceName) {}

    record Encryption(
            @Required @OneOf(ChannelEncryptionType.class) String encryptionType,
            @Required @Length(min = 1, max = 2048) String keyId) {}

    record Logging(@Required CloudWatchLogs cloudWatchLogs) {}

    record CloudWatchLogs(
            @Required Boolean enabled,

            @Length(min = 1, max = 512) @Matches("[\\.\\-_/#A-Za-z0-9]+") @Nullable
            String logGroupName,

            @Length(min = 1, max = 512) @Matches("[^:*]*") @Nullable
            String logStreamName) {}

    static ChannelDefinition of(Channel channel) {
        ByteBuffer json = ByteBuffer.wrap(channel.definition().getBytes(StandardCharsets.UTF_8));
        return RecordShape.of(ChannelDefinition.class).read(WireFormat.JSON, json);
    }

    String toText() {
        return StandardCharsets.UTF_8
                .decode(RecordShape.write(WireFormat.JSON, this))
                .toString();
    }

    ChannelDefinition withFreshness(int seconds) {
        S3Destination s3 = s3DestinationConfiguration;
        S3TablesDestination tables = s3TablesDestinationConfiguration;
        return new ChannelDefinition(
                serviceExecutionRoleARN,
                recordConfiguration,
                s3 == null
                        ? null
                        : new S3Destination(seconds, s3.deadLetterQueueS3Configuration, s3.storageConfiguration),
                tables == null
                        ? null
                        : new S3TablesDestination(
                                seconds, tables.deadLetterQueueS3Configuration, tables.s3TablesConfigurationList),
                encryptionConfiguration,
                loggingConfiguration);
    }

    ChannelDefinition withLogging(Logging value) {
        return new ChannelDefinition(
                serviceExecutionRoleARN,
                recordConfiguration,
                s3DestinationConfiguration,
                s3TablesDestinationConfiguration,
                encryptionConfiguration,
                value);
    }
}
