package dev.millrace.connector;

import java.io.Serializable;

/** What one attempt staged: a name that only the sink understands, its length in bytes, a checksum and its records. */
public record StagedOutput(int partition, String name, long length, int checksum, long records)
        implements Serializable {}
