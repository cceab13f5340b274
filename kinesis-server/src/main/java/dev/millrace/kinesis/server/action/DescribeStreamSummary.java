package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.Stream;
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
            int openShardCount,
            int consumerCount,
            int maxRecordSizeInKiB) {}

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
                List.of(EnhancedMetrics.NONE),
                "NONE",
                stream.shards().openCount(),
                stream.consumers().size(),
                stream.options().recordKibMax()));
    }
}
