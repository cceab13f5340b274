package dev.millrace.connector.kafka;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
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

    private PackedRecords(List<ConsumerRecord<byte[], byte[]>> records) {
        int count = records.size();
        this.topic = records.get(0).topic();
        this.partition = records.get(0).partition();
        this.offsets = new long[count];
        this.timestamps = new long[count];
        this.flags = new byte[count];
        this.ends = new int[2 * count];
        this.data = new byte[dataBytes(records)];
        Header[][] found = null;
        long foundBytes = 0;
        int end = 0;
        for (int i = 0; i < count; i++) {
            ConsumerRecord<byte[], byte[]> record = records.get(i);
            byte[] key = record.key();
            byte[] value = record.value();
            offsets[i] = record.offset();
            timestamps[i] = record.timestamp();
            flags[i] = (byte)
                    (record.timestampType().id + 1 | (key == null ? NO_KEY : 0) | (value == null ? NO_VALUE : 0));
            end = append(key, end);
            ends[2 * i] = end;
            end = append(value, end);
            ends[2 * i + 1] = end;
            Header[] own = record.headers().toArray();
            if (own.length > 0) {
                found = found == null ? new Header[count][] : found;
                found[i] = own;
                foundBytes += bytes(own);
            }
        }
        this.headers = found;
        this.headerBytes = foundBytes;
    }

    /** At least one record, and at most 2 GiB of keys and values: what one poll gives of a partition. */
    static PackedRecords of(List<ConsumerRecord<byte[], byte[]>> records) {
        return new PackedRecords(records);
    }

    private static int dataBytes(List<ConsumerRecord<byte[], byte[]>> records) {
        long bytes = 0;
        for (int i = 0; i < records.size(); i++) {
            ConsumerRecord<byte[], byte[]> record = records.get(i);
            byte[] key = record.key();
            byte[] value = record.value();
            bytes += (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
        }
        return Math.toIntExact(bytes);
    }

    private static long bytes(Header[] headers) {
        long bytes = 0;
        for (Header header : headers) {
            byte[] value = header.value();
            bytes += HEADER_BYTES + header.key().length() + (value == null ? 0 : value.length);
        }
        return bytes;
    }

    private int append(byte @Nullable [] bytes, int at) {
        if (bytes == null) {
            return at;
        }
        System.arraycopy(bytes, 0, data, at, bytes.length);
        return at + bytes.length;
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

    /** As the consumer gave it, but for the leader's epoch; a new object each time. */
    ConsumerRecord<byte[], byte[]> record(int index) {
        int begin = end(index);
        int middle = ends[2 * index];
        int end = ends[2 * index + 1];
        int flag = flags[index];
        byte[] key = (flag & NO_KEY) != 0 ? null : Arrays.copyOfRange(data, begin, middle);
        byte[] value = (flag & NO_VALUE) != 0 ? null : Arrays.copyOfRange(data, middle, end);
        return new ConsumerRecord<>(
                topic,
                partition,
                offsets[index],
                timestamps[index],
                TYPES[flag & TYPE_BITS],
                key == null ? ConsumerRecord.NULL_SIZE : middle - begin,
                value == null ? ConsumerRecord.NULL_SIZE : end - middle,
                key,
                value,
                headers == null || headers[index] == null ? new RecordHeaders() : new RecordHeaders(headers[index]),
                Optional.empty());
    }
}
