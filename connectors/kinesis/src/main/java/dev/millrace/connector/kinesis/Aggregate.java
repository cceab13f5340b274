package dev.millrace.connector.kinesis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes apart the records that the Kinesis Producer Library and its imitators put together: a magic number, a protocol
 * buffer {@code {partition keys = 1, explicit hash keys = 2, records {key index = 1, hash key index = 2, data = 3} = 3}}
 * and its MD5. Whatever is not exactly that is a plain record. Pure.
 */
final class Aggregate {
    private static final byte[] MAGIC = {(byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2};
    private static final int DIGEST_BYTES = 16;
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final List<String> partitionKeys = new ArrayList<>();
    private final List<String> hashKeys = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();

    private Aggregate() {}

    private record Entry(int partitionKey, int hashKey, ByteBuffer data) {}

    /** The user records in it with their sub-sequence numbers, or null if it is a plain record. */
    static @Nullable List<KinesisRecord> unpack(String shardId, RawRecord raw) {
        byte[] data = raw.data();
        int bodyEnd = data.length - DIGEST_BYTES;
        if (bodyEnd < MAGIC.length || !Arrays.equals(data, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return null;
        }
        MessageDigest md5 = HashRange.md5();
        md5.update(data, MAGIC.length, bodyEnd - MAGIC.length);
        if (!Arrays.equals(md5.digest(), Arrays.copyOfRange(data, bodyEnd, data.length))) {
            return null;
        }
        try {
            Aggregate aggregate = new Aggregate();
            aggregate.parse(ByteBuffer.wrap(data, MAGIC.length, bodyEnd - MAGIC.length));
            return aggregate.records(shardId, raw);
        } catch (MalformedException | java.nio.BufferUnderflowException | IndexOutOfBoundsException e) {
            return null;
        }
    }

    private List<KinesisRecord> records(String shardId, RawRecord raw) {
        List<KinesisRecord> records = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            byte[] data = new byte[entry.data.remaining()];
            entry.data.get(data);
            records.add(new KinesisRecord(
                    shardId,
                    raw.sequenceNumber(),
                    records.size(),
                    partitionKeys.get(entry.partitionKey),
                    entry.hashKey < 0 ? null : hashKeys.get(entry.hashKey),
                    raw.arrival(),
                    raw.encryptionType(),
                    data));
        }
        return records;
    }

    private void parse(ByteBuffer in) throws MalformedException {
        while (in.hasRemaining()) {
            int tag = index(in);
            switch (tag) {
                case 1 << 3 | BYTES -> partitionKeys.add(text(in));
                case 2 << 3 | BYTES -> hashKeys.add(text(in));
                case 3 << 3 | BYTES -> entries.add(entry(slice(in)));
                default -> skip(in, tag);
            }
        }
    }

    private static Entry entry(ByteBuffer in) throws MalformedException {
        int partitionKey = -1;
        int hashKey = -1;
        ByteBuffer data = null;
        while (in.hasRemaining()) {
            int tag = index(in);
            switch (tag) {
                case 1 << 3 | VARINT -> partitionKey = index(in);
                case 2 << 3 | VARINT -> hashKey = index(in);
                case 3 << 3 | BYTES -> data = slice(in);
                default -> skip(in, tag);
            }
        }
        if (data == null) {
            throw new MalformedException();
        }
        return new Entry(partitionKey, hashKey, data);
    }

    private static void skip(ByteBuffer in, int tag) throws MalformedException {
        switch (tag & 7) {
            case VARINT -> varint(in);
            case FIXED64 -> in.getLong();
            case BYTES -> slice(in);
            case FIXED32 -> in.getInt();
            default -> throw new MalformedException();
        }
    }

    private static String text(ByteBuffer in) throws MalformedException {
        return StandardCharsets.UTF_8.decode(slice(in)).toString();
    }

    private static ByteBuffer slice(ByteBuffer in) throws MalformedException {
        int length = index(in);
        ByteBuffer slice = in.slice(in.position(), length);
        in.position(in.position() + length);
        return slice;
    }

    private static int index(ByteBuffer in) throws MalformedException {
        long value = varint(in);
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new MalformedException();
        }
        return (int) value;
    }

    private static long varint(ByteBuffer in) throws MalformedException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte b = in.get();
            value |= (b & 0x7FL) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new MalformedException();
    }

    /** The bytes are no such protocol buffer; never leaves this class. */
    private static final class MalformedException extends Exception {
        MalformedException() {
            super(null, null, false, false);
        }
    }
}
