package dev.millrace.kinesis.server.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A record's bytes in a shard's log: version and flags (1), arrival in ms (8), length of the key (2), the key in UTF-8, the data. */
final class RecordFormat {
    private static final byte PLAIN = 0;
    /** As plain; put while the stream's encryption was on, which clients see. */
    private static final byte UNDER_KEY = 1;

    private static final int FIXED_BYTES = 1 + 8 + 2;
    private static final int ARRIVAL_OFFSET = 1;

    /** What a record takes beyond its data: a key has at most 256 characters. */
    static final int OVERHEAD_BYTES_MAX = FIXED_BYTES + 256 * 4;

    private RecordFormat() {}

    /** The record in two parts, so that the data is copied once only. */
    static ByteBuffer[] encode(NewRecord record, long arrivalMillis) {
        byte[] key = record.partitionKey().getBytes(StandardCharsets.UTF_8);
        ByteBuffer head = ByteBuffer.allocate(FIXED_BYTES + key.length)
                .put(record.encrypted() ? UNDER_KEY : PLAIN)
                .putLong(arrivalMillis)
                .putShort((short) key.length)
                .put(key)
                .flip();
        return new ByteBuffer[] {head, record.data()};
    }

    /** The record in a buffer that has room for it, flipped. */
    static ByteBuffer encode(NewRecord record, long arrivalMillis, ByteBuffer into) {
        byte[] key = record.partitionKey().getBytes(StandardCharsets.UTF_8);
        return into.put(record.encrypted() ? UNDER_KEY : PLAIN)
                .putLong(arrivalMillis)
                .putShort((short) key.length)
                .put(key)
                .put(record.data().duplicate())
                .flip();
    }

    static long arrivalMillis(ByteBuffer bytes) {
        return bytes.getLong(bytes.position() + ARRIVAL_OFFSET);
    }

    /** The record with a copy of its bytes. */
    static StoredRecord decode(long position, ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        ByteBuffer in = ByteBuffer.wrap(copy);
        byte version = in.get();
        if (version != PLAIN && version != UNDER_KEY) {
            throw new IllegalStateException("A record of unknown version " + version + " at position " + position);
        }
        long arrivalMillis = in.getLong();
        int keyLength = in.getShort() & 0xFFFF;
        String key = new String(copy, in.position(), keyLength, StandardCharsets.UTF_8);
        in.position(in.position() + keyLength);
        return new StoredRecord(position, arrivalMillis, key, in, version == UNDER_KEY);
    }
}
