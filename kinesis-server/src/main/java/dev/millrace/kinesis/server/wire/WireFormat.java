package dev.millrace.kinesis.server.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.TSFBuilder;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The two formats of a body. They differ in how timestamps and blobs are written and in nothing else. */
public final class WireFormat {
    public static final WireFormat JSON = new WireFormat("application/x-amz-json-1.1", JsonFactory.builder());
    public static final WireFormat CBOR = new WireFormat("application/x-amz-cbor-1.1", CBORFactory.builder());

    private final String contentType;
    private final JsonFactory factory;

    private WireFormat(String contentType, TSFBuilder<?, ?> builder) {
        this.contentType = contentType;
        // Names come from strangers: interning them would fill a table that is never emptied.
        this.factory = (JsonFactory) builder.disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(32)
                        .maxStringLength(32 << 20)
                        .maxNameLength(4096)
                        .build())
                .build();
    }

    public String contentType() {
        return contentType;
    }

    /** The format of a Content-Type header, its parameters ignored; null if it is neither. */
    public static @Nullable WireFormat of(@Nullable String contentType) {
        if (contentType == null) {
            return null;
        }
        int end = contentType.indexOf(';');
        String bare = (end < 0 ? contentType : contentType.substring(0, end)).trim();
        if (JSON.contentType.equalsIgnoreCase(bare)) {
            return JSON;
        }
        return CBOR.contentType.equalsIgnoreCase(bare) ? CBOR : null;
    }

    WireReader reader(ByteBuffer body) throws IOException {
        byte[] bytes = body.array();
        return new WireReader(
                this, factory.createParser(bytes, body.arrayOffset() + body.position(), body.remaining()), body);
    }

    /** Throws if a body cannot be read, whatever it means. */
    public void checkWellFormed(ByteBuffer body) {
        try (WireReader in = reader(body)) {
            in.enterBody();
            in.drain();
        } catch (IOException notWellFormed) {
            throw ServiceException.serialization(null);
        }
    }

    WireWriter writer(OutputStream out) throws IOException {
        return new WireWriter(this, factory.createGenerator(out));
    }
}
