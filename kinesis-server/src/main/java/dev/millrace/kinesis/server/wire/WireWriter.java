package dev.millrace.kinesis.server.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;

/** Writes the values of one body. */
public final class WireWriter implements Closeable {
    private static final int CBOR_TAG_EPOCH = 1;

    private final WireFormat format;
    private final JsonGenerator generator;

    WireWriter(WireFormat format, JsonGenerator generator) {
        this.format = format;
        this.generator = generator;
    }

    JsonGenerator generator() {
        return generator;
    }

    void timestamp(Instant value) throws IOException {
        if (format == WireFormat.CBOR) {
            ((CBORGenerator) generator).writeTag(CBOR_TAG_EPOCH);
            generator.writeNumber(value.toEpochMilli());
        } else {
            generator.writeNumber(BigDecimal.valueOf(value.toEpochMilli(), 3).toPlainString());
        }
    }

    void blob(ByteBuffer value) throws IOException {
        if (value.hasArray()) {
            generator.writeBinary(value.array(), value.arrayOffset() + value.position(), value.remaining());
        } else {
            byte[] copy = new byte[value.remaining()];
            value.duplicate().get(copy);
            generator.writeBinary(copy);
        }
    }

    @Override
    public void close() throws IOException {
        generator.close();
    }
}
