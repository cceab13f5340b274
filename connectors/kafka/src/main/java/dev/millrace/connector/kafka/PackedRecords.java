package dev.millrace.connector.kafka;

import dev.millrace.connector.kafka.Packing.Slot;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Records of one partition that wait for their batch, keys and values side by side in one array: a few objects instead of
 * several a record, which the collector would have to move while they wait. Immutable.
 */
final class PackedRecords {
    /** What a record takes beside its key, its value and its headers. */
    private static final int FIELDS_BYTES = Long.BYTES + Long.BYTES + Byte.BYTES + Integer.BYTES + Integer.BYTES;

    /** What a header takes beside its text and value, roughly. */
    private static final int HEADER_BYTES = 80;

    /** By their ids, of which the first is -1. */
    private static final TimestampType[] TYPES = {
        TimestampType.NO_TIMESTAMP_TYPE, TimestampType.CREATE_TIME, TimestampType.LOG_APPEND_TIME
    };

    private static final int TYPE_BITS = 3;
    private static final int NO_KEY = 4;
    private static final int NO_VALUE = 8;

    private final String topic;
    private final int partition;
    private final long[] offsets;
    private final long[] timestamps;
    private final byte[] flags;

    /** Where the key and the value of each record end; each begins where what is before it ends. */
    private final int[] ends;

    private final byte[] data;

    /** Null where no record has any. */
    private final Header @Nullable [][] headers;

    private final long headerBytes;

    /** At least one record, whose keys and values are in {@code source}. */
    PackedRecords(List<ConsumerRecord<@Nullable Slot, @Nullable Slot>> records, byte[] source) {
        int count = records.size();
        this.topic = records.get(0).topic();
        this.partition = records.get(0).partition();
        this.offsets = new long[count];
        this.timestamps = new long[count];
        this.flags = new byte[count];
        this.ends = new int[2 * count];
        Header[][] found = null;
        long foundBytes = 0;
        int end = 0;
        int[] begins = new int[count];
        for (int i = 0; i < count; i++) {
            ConsumerRecord<@Nullable Slot, @Nullable Slot> record = records.get(i);
            int keySize = record.serializedKeySize();
            int valueSize = record.serializedValueSize();
            offsets[i] = record.offset();
            timestamps[i] = record.timestamp();
            flags[i] = (byte)
                    (record.timestampType().id + 1 | (keySize < 0 ? NO_KEY : 0) | (valueSize < 0 ? NO_VALUE : 0));
            begins[i] = begin(record);
            end += Math.max(0, keySize);
            ends[2 * i] = end;
            end += Math.max(0, valueSize);
            ends[2 * i + 1] = end;
            Header[] own = record.headers().toArray();
            if (own.length > 0) {
                found = found == null ? new Header[count][] : found;
                found[i] = own;
                foundBytes += bytes(own);
            }
        }
        this.data = gathered(source, begins, end);
        this.headers = found;
        this.headerBytes = foundBytes;
    }

    private static int begin(ConsumerRecord<@Nullable Slot, @Nullable Slot> record) {
        Slot slot = record.key() == null ? record.value() : record.key();
        return slot == null ? -1 : slot.begin();
    }

    private byte[] gathered(byte[] source, int[] begins, int length) {
        int last = begins.length - 1;
        if (begins[0] >= 0 && begins[last] - begins[0] == end(last)) {
            return Arrays.copyOfRange(source, begins[0], begins[0] + length); // of no other partition between them
        }
        byte[] gathered = new byte[length];
        for (int i = 0; i <= last; i++) {
            if (begins[i] >= 0) {
                System.arraycopy(source, begins[i], gathered, end(i), ends[2 * i + 1] - end(i));
            }
        }
        return gathered;
    }

    private static long bytes(Header[] headers) {
        long bytes = 0;
        for (Header header : headers) {
            byte[] value = header.value();
            bytes += HEADER_BYTES + header.key().length() + (value == null ? 0 : value.length);
        }
        return bytes;
    }

    int count() {
        return offsets.length;
    }

    long offset(int index) {
        return offsets[index];
    }

    /** What all of them take in memory. */
    long bytes() {
        return bytes(0, count());
    }

    /** What these take; headers are divided evenly. */
    long bytes(int from, int until) {
        return end(until)
                - end(from)
                + (long) (until - from) * FIELDS_BYTES
                + headerBytes * until / count()
                - headerBytes * from / count();
    }

    /** Where all before a record end. */
    private int end(int index) {
        return index == 0 ? 0 : ends[2 * index - 1];
    }

    String topic() {
        return topic;
    }

    int partition() {
        return partition;
    }

    long timestamp(int index) {
        return timestamps[index];
    }

    TimestampType timestampType(int index) {
        return TYPES[flags[index] & TYPE_BITS];
    }

    int keySize(int index) {
        return (flags[index] & NO_KEY) != 0 ? ConsumerRecord.NULL_SIZE : ends[2 * index] - end(index);
    }

    int valueSize(int index) {
        return (flags[index] & NO_VALUE) != 0 ? ConsumerRecord.NULL_SIZE : ends[2 * index + 1] - ends[2 * index];
    }

    byte @Nullable [] key(int index) {
        return (flags[index] & NO_KEY) != 0 ? null : Arrays.copyOfRange(data, end(index), ends[2 * index]);
    }

    byte @Nullable [] value(int index) {
        return (flags[index] & NO_VALUE) != 0 ? null : Arrays.copyOfRange(data, ends[2 * index], ends[2 * index + 1]);
    }

    @Nullable
    ByteBuffer keyInPlace(int index) {
        return (flags[index] & NO_KEY) != 0 ? null : ByteBuffer.wrap(data, end(index), keySize(index));
    }

    @Nullable
    ByteBuffer valueInPlace(int index) {
        return (flags[index] & NO_VALUE) != 0 ? null : ByteBuffer.wrap(data, ends[2 * index], valueSize(index));
    }

    boolean hasHeaders(int index) {
        return headers != null && headers[index] != null;
    }

    /** New ones each time. */
    Headers headers(int index) {
        return headers == null || headers[index] == null ? new RecordHeaders() : new RecordHeaders(headers[index]);
    }

    /** As the consumer gave it, but for the leader's epoch; a new object each time. */
    ConsumerRecord<byte[], byte[]> record(int index) {
        return new ConsumerRecord<>(
                topic,
                partition,
                offsets[index],
                timestamps[index],
                timestampType(index),
                keySize(index),
                valueSize(index),
                key(index),
                value(index),
                headers(index),
                Optional.empty());
    }

    /** The same, for who reads it at once. */
    PackedRecord inPlace(int index) {
        return new PackedRecord(this, index);
    }
}
