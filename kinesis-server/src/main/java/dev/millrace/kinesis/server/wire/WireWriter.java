package dev.millrace.kinesis.server.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;

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
            generator.writeNumber(seconds(value.toEpochMilli()));
        }
    }

    /** With three decimals; by hand, since each record read has one. */
    static String seconds(long millis) {
        if (millis < 1000) {
            return BigDecimal.valueOf(millis, 3).toPlainString();
        }
        int rest = (int) (millis % 1000);
        return millis / 1000 + (rest < 10 ? ".00" : rest < 100 ? ".0" : ".") + rest;
    }

    void blob(ByteBuffer value) throws IOException {
        if (format == WireFormat.JSON) {
            byte[] text = Base64.getEncoder().encode(value.duplicate()).array();
            generator.writeRawUTF8String(text, 0, text.length);
            return;
        }
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
