package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.store.ReadResult;
import dev.millrace.kinesis.server.store.Shard;
import dev.millrace.kinesis.server.store.StoredRecord;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A record as replies show it. */
record RecordView(
        String sequenceNumber,
        Instant approximateArrivalTimestamp,
        ByteBuffer data,
        @Nullable String partitionKey,
        @Nullable String encryptionType) {

    static List<RecordView> of(Shard shard, ReadResult read) {
        List<RecordView> records = new ArrayList<>(read.records().size());
        for (StoredRecord record : read.records()) {
            records.add(new RecordView(
                    shard.sequenceNumber(record.position(), record.arrivalMillis())
                            .toString(),
                    Instant.ofEpochMilli(record.arrivalMillis()),
                    record.data(),
                    record.partitionKey().isEmpty() ? null : record.partitionKey(),
                    record.encrypted() ? "KMS" : null));
        }
        return records;
    }

    /** How old the last record of a read is; 0 at the tip. */
    static long millisBehind(ReadResult read, long nowMillis) {
        if (read.atTip() || read.records().isEmpty()) {
            return 0;
        }
        StoredRecord last = read.records().get(read.records().size() - 1);
        return Math.max(0, nowMillis - last.arrivalMillis());
    }
}
