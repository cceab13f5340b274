package dev.millrace.connector.kinesis.kcl;

import dev.millrace.connector.ReceiverContext;
import dev.millrace.connector.ReceiverSource;
import dev.millrace.connector.Receiving;
import dev.millrace.connector.kinesis.KinesisRecord;

/** The shards of a stream whose leases this process has. Whole records are stored, so that the handler may change between starts. */
record KclSource(KclSettings settings) implements ReceiverSource<KinesisRecord> {
    @Override
    public String defaultName() {
        return "kinesis-shared:" + settings.application().stream();
    }

    @Override
    public Receiving open(ReceiverContext<KinesisRecord> context) {
        return new KclReceiving(settings, context);
    }

    @Override
    public String toString() {
        return defaultName();
    }
}
