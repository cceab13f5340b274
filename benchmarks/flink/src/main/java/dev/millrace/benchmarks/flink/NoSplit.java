package dev.millrace.benchmarks.flink;

import org.apache.flink.api.connector.source.SourceSplit;

/** The type of splits where there are none. */
final class NoSplit implements SourceSplit {
    private NoSplit() {}

    @Override
    public String splitId() {
        throw new UnsupportedOperationException("there are no splits");
    }
}
