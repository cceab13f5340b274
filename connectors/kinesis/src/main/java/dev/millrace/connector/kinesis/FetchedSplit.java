package dev.millrace.connector.kinesis;

import dev.millrace.connector.Split;
import dev.millrace.function.Emitter;
import java.util.List;

/** Records of one shard that were fetched ahead of their batch. They travel with it, so that nobody fetches them twice. */
final class FetchedSplit implements Split<KinesisRecord> {
    private final List<KinesisRecord> records;

    FetchedSplit(List<KinesisRecord> records) {
        this.records = records;
    }

    @Override
    public void read(Emitter<? super KinesisRecord> out) {
        for (int i = 0; i < records.size() && !out.isStopped(); i++) {
            out.accept(records.get(i));
        }
    }

    @Override
    public long recordCount() {
        return records.size();
    }
}
