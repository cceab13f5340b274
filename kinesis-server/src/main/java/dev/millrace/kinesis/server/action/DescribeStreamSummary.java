package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.Stream;
import dev.millrace.kinesis.server.store.StreamMode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells about a stream without its shards. */
final class DescribeStreamSummary implements Action<DescribeStreamSummary.Request> {
    record Request(
            @StreamName @Nullable String streamName,
            @StreamArn @Nullable String streamARN) implements StreamRequest {}

    record Response(StreamDescriptionSummary streamDescriptionSummary) {}

    /** There is no StreamId on purpose: SDKs would build host names from it. */
    record StreamDescriptionSummary(
            String streamName,
            String streamARN,
            String streamStatus,
            StreamModeView streamModeDetails,
            int retentionPeriodHours,
            Instant streamCreationTimestamp,
            List<EnhancedMetrics> enhancedMonitoring,
            String encryptionType,
            @Nullable String keyId,
            int openShardCount,
            int consumerCount,
            @Nullable WarmThroughput warmThroughput,
            int maxRecordSizeInKiB,
            int channelCount,
            @Nullable String recordDistributionStrategy) {}

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public Record handle(Request request, Backend backend) {
        Stream stream = backend.stream(request);
        return new Response(new StreamDescriptionSummary(
                stream.name(),
                backend.account().arnOf(stream.name()),
                stream.status().name(),
                StreamModeView.of(stream),
                stream.options().retentionHours(),
                Instant.ofEpochMilli(stream.createdMillis()),
                EnhancedMetrics.of(stream),
                (stream.options().keyId() == null ? EncryptionType.NONE : EncryptionType.KMS).name(),
                stream.options().keyId(),
                stream.shards().openCount(),
                stream.consumers().size(),
                WarmThroughput.of(stream),
                stream.options().recordKibMax(),
                backend.store().channels().countOf(stream),
                stream.options().mode() == StreamMode.ON_DEMAND
                        ? stream.options().distribution().name()
                        : null));
    }
}
