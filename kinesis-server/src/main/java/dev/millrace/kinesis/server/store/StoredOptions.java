package dev.millrace.kinesis.server.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a stream is set to, as the metadata log holds it. Its components are a file format: add, but never rename or change a meaning. */
record StoredOptions(
        int retentionHours,
        String mode,
        int recordKibMax,
        Map<String, String> tags,
        @Nullable String keyId,
        List<String> monitored,
        String distribution,
        int warmMibps,
        @Nullable String policy) {

    static StoredOptions of(Stream.Options options) {
        return new StoredOptions(
                options.retentionHours(),
                options.mode().name(),
                options.recordKibMax(),
                options.tags(),
                options.keyId(),
                options.monitored(),
                options.distribution().name(),
                options.warmMibps(),
                options.policy());
    }

    Stream.Options toOptions() {
        return new Stream.Options(
                retentionHours,
                StreamMode.valueOf(mode),
                recordKibMax,
                Map.copyOf(tags),
                keyId,
                List.copyOf(monitored),
                RecordDistribution.valueOf(distribution),
                warmMibps,
                policy);
    }
}
