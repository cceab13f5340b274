package dev.millrace.connector.kafka;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * One of {@link PackedRecords} on its way to the decoder, which reads it where it lies. It holds on to all of them; key,
 * value and headers are copied for each one who asks for them. Immutable.
 */
final class PackedRecord extends ConsumerRecord<byte[], byte[]> {
    /** Of records that have none, for whoever doesn't write to them. */
    private static final Headers NO_HEADERS = readOnly();

    private final PackedRecords packed;
    private final int index;

    @SuppressWarnings("NullAway") // key, value and headers above are never seen: their methods are overridden
    PackedRecord(PackedRecords packed, int index) {
        super(
                packed.topic(),
                packed.partition(),
                packed.offset(index),
                packed.timestamp(index),
                packed.timestampType(index),
                packed.keySize(index),
                packed.valueSize(index),
                null,
                null,
                NO_HEADERS,
                Optional.empty());
        this.packed = packed;
        this.index = index;
    }

    private static Headers readOnly() {
        RecordHeaders none = new RecordHeaders();
        none.setReadOnly();
        return none;
    }

    @Override
    public byte @Nullable [] key() {
        return packed.key(index);
    }

    @Override
    public byte @Nullable [] value() {
        return packed.value(index);
    }

    @Override
    public Headers headers() {
        return packed.headers(index);
    }

    /** Without a copy; null where it has none. To be read only. */
    @Nullable
    ByteBuffer keyInPlace() {
        return packed.keyInPlace(index);
    }

    /** Without a copy; null where it has none. To be read only. */
    @Nullable
    ByteBuffer valueInPlace() {
        return packed.valueInPlace(index);
    }

    boolean hasHeaders() {
        return packed.hasHeaders(index);
    }

    /** One's own, or some that must not be written to. */
    Headers headers(boolean areOwn) {
        return areOwn || hasHeaders() ? headers() : NO_HEADERS;
    }

    @Override
    public String toString() {
        return "record " + offset() + " of " + topic() + "-" + partition();
    }
}
