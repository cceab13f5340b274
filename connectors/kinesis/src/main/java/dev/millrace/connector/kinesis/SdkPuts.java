package dev.millrace.connector.kinesis;

import java.util.List;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/** PutRecords by the AWS SDK's synchronous client. */
final class SdkPuts implements PutCalls {
    private final KinesisClient client;
    private final StreamName stream;

    SdkPuts(KinesisClient client, StreamName stream) {
        this.client = client;
        this.stream = stream;
    }

    @Override
    public List<Outcome> put(List<PutEntry> entries) throws KinesisFault {
        PutRecordsRequest request = PutRecordsRequest.builder()
                .streamName(stream.name())
                .streamARN(stream.arn())
                .records(entries.stream().map(SdkPuts::entry).toList())
                .build();
        try {
            return client.putRecords(request).records().stream()
                    .map(SdkPuts::outcome)
                    .toList();
        } catch (RuntimeException e) {
            throw SdkFaults.of("PutRecords", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private static PutRecordsRequestEntry entry(PutEntry entry) {
        return PutRecordsRequestEntry.builder()
                .partitionKey(entry.partitionKey())
                .explicitHashKey(entry.explicitHashKey())
                .data(SdkBytes.fromByteArrayUnsafe(entry.data()))
                .build();
    }

    private static Outcome outcome(PutRecordsResultEntry entry) {
        return entry.errorCode() == null
                ? Outcome.TAKEN
                : new Outcome(entry.errorCode(), String.valueOf(entry.errorMessage()));
    }
}
