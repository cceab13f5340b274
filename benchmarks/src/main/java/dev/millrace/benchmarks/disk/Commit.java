package dev.millrace.benchmarks.disk;

import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.input.Digest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/** The records that are appended together and committed at once, again and again. */
record Commit(List<ByteBuffer> records, boolean synced) {
    /** What the log puts before a record. The channel writes as many bytes there. */
    static final int HEADER_BYTES = 8;

    /** Both start another file after so many bytes, and delete the one before it. */
    static final long FILE_BYTES = 64L << 20;

    /** Commits in one pass. */
    static final int PER_PASS = 50;

    private static final long SEED = 19;

    /** @param size the number of records */
    static Commit of(Program program, int size) {
        int bytes = switch (program) {
            case APPEND_100, APPEND_100_SYNCED -> 100;
            case APPEND_200, APPEND_200_SYNCED -> 200;
            case APPEND_1K, APPEND_1K_SYNCED -> 1024;
            default -> throw new IllegalArgumentException(program + " appends nothing");
        };
        boolean synced = switch (program) {
            case APPEND_100_SYNCED, APPEND_200_SYNCED, APPEND_1K_SYNCED -> true;
            default -> false;
        };
        SplittableRandom random = new SplittableRandom(SEED);
        List<ByteBuffer> records = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            byte[] record = new byte[bytes];
            random.nextBytes(record);
            records.add(ByteBuffer.wrap(record));
        }
        return new Commit(List.copyOf(records), synced);
    }

    int recordsPerPass() {
        return records.size() * PER_PASS;
    }

    /** With headers. */
    int bytes() {
        return records.stream()
                .mapToInt(record -> HEADER_BYTES + record.remaining())
                .sum();
    }

    Digest digest() {
        Digest digest = new Digest();
        records.forEach(record -> add(digest, record));
        return digest;
    }

    static void add(Digest digest, ByteBuffer record) {
        CRC32C crc = new CRC32C();
        crc.update(record.duplicate());
        digest.add(record.remaining(), crc.getValue());
    }
}
