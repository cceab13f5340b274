package dev.millrace.connector.kafka;

import dev.millrace.function.Emitter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Records of one partition on their way to another process, encoded. */
final class CarriedSplit implements KafkaSplit {
    private final OffsetRange range;
    private final byte[] encoded;
    private final long records;

    private CarriedSplit(OffsetRange range, byte[] encoded, long records) {
        this.range = range;
        this.encoded = encoded;
        this.records = records;
    }

    static CarriedSplit of(OffsetRange range, List<Chunk.Part> parts, long records) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (Chunk.Part part : parts) {
                for (int i = part.from(); i < part.until(); i++) {
                    write(part.records().record(i), out);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // not in memory
        }
        return new CarriedSplit(range, bytes.toByteArray(), records);
    }

    @Override
    public void read(Emitter<? super ConsumerRecord<byte[], byte[]>> out) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded))) {
            for (long i = 0; i < records && !out.isStopped(); i++) {
                out.accept(read(in));
            }
        }
    }

    @Override
    public long recordCount() {
        return records;
    }

    @Override
    public OffsetRange range() {
        return range;
    }

    private static void write(ConsumerRecord<byte[], byte[]> record, DataOutputStream out) throws IOException {
        out.writeLong(record.offset());
        out.writeLong(record.timestamp());
        out.writeUTF(record.timestampType().name);
        write(record.key(), out);
        write(record.value(), out);
        Header[] headers = record.headers().toArray();
        out.writeInt(headers.length);
        for (Header header : headers) {
            out.writeUTF(header.key());
            write(header.value(), out);
        }
    }

    private ConsumerRecord<byte[], byte[]> read(DataInputStream in) throws IOException {
        long offset = in.readLong();
        long timestamp = in.readLong();
        TimestampType type = TimestampType.forName(in.readUTF());
        byte[] key = readBytes(in);
        byte[] value = readBytes(in);
        RecordHeaders headers = new RecordHeaders();
        for (int left = in.readInt(); left > 0; left--) {
            headers.add(in.readUTF(), readBytes(in));
        }
        return new ConsumerRecord<>(
                range.topic(),
                range.partition(),
                offset,
                timestamp,
                type,
                key == null ? ConsumerRecord.NULL_SIZE : key.length,
                value == null ? ConsumerRecord.NULL_SIZE : value.length,
                key,
                value,
                headers,
                Optional.empty());
    }

    private static void write(byte @Nullable [] bytes, DataOutputStream out) throws IOException {
        out.writeInt(bytes == null ? -1 : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }

    private static byte @Nullable [] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : in.readNBytes(length);
    }
}
