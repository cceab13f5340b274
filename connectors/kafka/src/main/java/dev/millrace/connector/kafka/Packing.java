package dev.millrace.connector.kafka;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Where a consumer puts the keys and values of one poll, side by side, instead of making two arrays of each record: its
 * deserializers do that, and say where. One thread; holds up to 2 GiB, which forty brokers' largest answers take together.
 */
final class Packing {
    private static final int KEPT_BYTES_MAX = 8 << 20;

    private byte[] bytes = new byte[64 << 10];
    private int end;
    private @Nullable Headers headersOfKey;

    /** Where a key begins, behind which its record's value is; of a record without a key, where the value begins. */
    record Slot(int begin) {}

    /** Forgets what the last poll brought, and gives back the room for it if that was an exception. */
    void clear() {
        if (bytes.length > KEPT_BYTES_MAX && end < bytes.length / 4) {
            bytes = new byte[KEPT_BYTES_MAX];
        }
        end = 0;
        headersOfKey = null;
    }

    int roomBytes() {
        return bytes.length;
    }

    Deserializer<@Nullable Slot> keys() {
        return new Deserializer<>() {
            @Override
            public @Nullable Slot deserialize(String topic, Headers headers, @Nullable ByteBuffer key) {
                return key == null ? null : addKey(headers, key);
            }

            @Override
            public @Nullable Slot deserialize(String topic, byte @Nullable [] key) {
                throw new IllegalStateException("a consumer's keys have headers");
            }
        };
    }

    Deserializer<@Nullable Slot> values() {
        return new Deserializer<>() {
            @Override
            public @Nullable Slot deserialize(String topic, Headers headers, @Nullable ByteBuffer value) {
                return value == null ? null : addValue(headers, value);
            }

            @Override
            public @Nullable Slot deserialize(String topic, byte @Nullable [] value) {
                throw new IllegalStateException("a consumer's values have headers");
            }
        };
    }

    private Slot addKey(Headers headers, ByteBuffer key) {
        headersOfKey = headers;
        return new Slot(append(key));
    }

    /** Null where the record's key says it: headers are one object for both, and none for two records. */
    private @Nullable Slot addValue(Headers headers, ByteBuffer value) {
        int begin = append(value);
        return headers == headersOfKey ? null : new Slot(begin);
    }

    /** The consumer asks the buffer for its length afterwards, so it stays as it is. */
    private int append(ByteBuffer data) {
        int begin = end;
        int next = Math.addExact(begin, data.remaining());
        if (next > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.max(next, Math.min(2L * bytes.length, Integer.MAX_VALUE - 8)));
        }
        data.get(data.position(), bytes, begin, next - begin);
        end = next;
        return begin;
    }

    /** The same for records whose keys and values were made before. */
    ConsumerRecord<@Nullable Slot, @Nullable Slot> add(ConsumerRecord<byte[], byte[]> record) {
        byte[] key = record.key();
        byte[] value = record.value();
        return new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.timestampType(),
                key == null ? ConsumerRecord.NULL_SIZE : key.length,
                value == null ? ConsumerRecord.NULL_SIZE : value.length,
                key == null ? null : addKey(record.headers(), ByteBuffer.wrap(key)),
                value == null ? null : addValue(record.headers(), ByteBuffer.wrap(value)),
                record.headers(),
                record.leaderEpoch());
    }

    /** Records of one partition, at least one, that came since it was cleared. */
    PackedRecords pack(List<ConsumerRecord<@Nullable Slot, @Nullable Slot>> records) {
        return new PackedRecords(records, bytes);
    }

    /** The same for records whose keys and values were made before. */
    PackedRecords packMade(List<ConsumerRecord<byte[], byte[]>> records) {
        List<ConsumerRecord<@Nullable Slot, @Nullable Slot>> added = new ArrayList<>(records.size());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            added.add(add(record));
        }
        return pack(added);
    }
}
