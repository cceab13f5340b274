package dev.millrace.connector.kinesis;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes aggregates as a producer would, byte by byte after the format's description. */
final class Aggregates {
    private final List<String> keys = new ArrayList<>();
    private final List<String> hashKeys = new ArrayList<>();
    private final ByteArrayOutputStream records = new ByteArrayOutputStream();

    static byte[] of(String key, String... values) {
        Aggregates aggregate = new Aggregates();
        for (String value : values) {
            aggregate.add(key, null, value);
        }
        return aggregate.bytes();
    }

    Aggregates add(String key, @Nullable String hashKey, String value) {
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        record.write(1 << 3);
        varint(record, indexOf(keys, key));
        if (hashKey != null) {
            record.write(2 << 3);
            varint(record, indexOf(hashKeys, hashKey));
        }
        field(record, 3, value.getBytes(StandardCharsets.UTF_8));
        field(records, 3, record.toByteArray());
        return this;
    }

    /** Puts raw bytes among the records. */
    Aggregates addRaw(byte[] bytes) {
        records.writeBytes(bytes);
        return this;
    }

    byte[] bytes() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        keys.forEach(key -> field(body, 1, key.getBytes(StandardCharsets.UTF_8)));
        hashKeys.forEach(key -> field(body, 2, key.getBytes(StandardCharsets.UTF_8)));
        body.writeBytes(records.toByteArray());
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(new byte[] {(byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2});
        all.writeBytes(body.toByteArray());
        all.writeBytes(HashRange.md5().digest(body.toByteArray()));
        return all.toByteArray();
    }

    static void field(ByteArrayOutputStream out, int number, byte[] value) {
        varint(out, number << 3 | 2);
        varint(out, value.length);
        out.writeBytes(value);
    }

    static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while (rest >>> 7 != 0) {
            out.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static int indexOf(List<String> table, String text) {
        if (!table.contains(text)) {
            table.add(text);
        }
        return table.indexOf(text);
    }
}
