package dev.millrace.engine;

import dev.millrace.serde.ByteInput;
import dev.millrace.serde.ByteOutput;
import dev.millrace.serde.Serdes;
import dev.millrace.serde.StoredTypes;
import dev.millrace.serde.WrittenTypes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Some records as bytes: the length of their values, the values, the types in them. Immutable. */
record KeptChunk(int count, ByteBuffer bytes) {
    /** What stands before a chunk in a file. */
    static final int HEADER_BYTES = 3 * Integer.BYTES;

    /** Writes chunks one after the other. */
    static final class Writer {
        private static final int CHUNK_BYTES = 64 << 10;

        private final Serdes serdes;
        private final boolean isDirect;
        private WrittenTypes types = new WrittenTypes();
        private ByteOutput out;
        private int count;

        Writer(Serdes serdes, boolean isDirect) {
            this.serdes = serdes;
            this.isDirect = isDirect;
            this.out = begin();
        }

        private ByteOutput begin() {
            types = new WrittenTypes();
            count = 0;
            ByteOutput begun = new ByteOutput(serdes, types, 256);
            begun.writeInt(0); // the length, known at the end
            return begun;
        }

        /** Adds a record; returns a chunk when one is full. */
        @Nullable
        KeptChunk add(@Nullable Object record) {
            out.writeValue(record);
            count++;
            return out.size() >= CHUNK_BYTES ? end() : null;
        }

        /** What was added since the last chunk; null for nothing. */
        @Nullable
        KeptChunk end() {
            if (count == 0) {
                return null;
            }
            int valuesEnd = out.size();
            types.write(out);
            ByteBuffer bytes = isDirect ? ByteBuffer.allocateDirect(out.size()) : ByteBuffer.allocate(out.size());
            bytes.put(out.array(), 0, out.size()).putInt(0, valuesEnd).flip();
            KeptChunk chunk = new KeptChunk(count, bytes);
            out = begin();
            return chunk;
        }
    }

    int size() {
        return bytes.limit();
    }

    int checksum() {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }

    List<Object> records(Serdes serdes, String origin) {
        byte[] copy;
        if (bytes.hasArray() && bytes.arrayOffset() == 0) {
            copy = bytes.array();
        } else {
            copy = new byte[bytes.limit()];
            bytes.duplicate().get(copy);
        }
        int valuesEnd = ByteBuffer.wrap(copy).getInt();
        ByteInput in = new ByteInput(copy, origin, StoredTypes.none());
        in.moveTo(valuesEnd);
        StoredTypes types = StoredTypes.read(in, serdes);
        ByteInput values = new ByteInput(copy, 0, Integer.BYTES, valuesEnd, origin, types);
        List<Object> records = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            records.add(values.readValue());
        }
        return records;
    }
}
