package dev.millrace.receiver;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.serde.ByteOutput;
import dev.millrace.serde.Serdes;
import dev.millrace.serde.WrittenTypes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A block that is being filled: values one after the other; when it is finished the length of the table of their types
 * and the table come before them. One thread at a time.
 */
final class BlockEncoder {
    /** A block that has come to so much is finished. */
    static final int BLOCK_BYTES = 1 << 20;

    /** With what a block may hold already, and with its header, less than a log's record may be long. */
    static final int VALUE_BYTES_MAX = 14 << 20;

    private static final int CAPACITY = 8 << 10;

    private final Serdes serdes;
    private final WrittenTypes types = new WrittenTypes();
    private final ByteOutput values;
    private final List<Object> metadata = new ArrayList<>();
    private int records;

    BlockEncoder(Serdes serdes) {
        this.serdes = serdes;
        this.values = new ByteOutput(serdes, types, CAPACITY);
    }

    /**
     * Adds a record. After an exception this block holds what it held before, and takes nothing more.
     *
     * @throws MillraceException USER_CODE if the value can't be written or is too large
     */
    void add(@Nullable Object value, @Nullable Object about) {
        int before = values.size();
        boolean written = false;
        try {
            values.writeValue(value);
            if (values.size() - before > VALUE_BYTES_MAX) {
                throw new MillraceException(
                        Kind.USER_CODE,
                        "a record of " + (values.size() - before) + " bytes was stored; at most " + VALUE_BYTES_MAX
                                + " fit into a block: store it in parts");
            }
            written = true;
        } finally {
            if (!written) {
                values.truncate(before);
            }
        }
        records++;
        if (about != null) {
            metadata.add(about);
        }
    }

    boolean isEmpty() {
        return records == 0;
    }

    boolean isFull() {
        return values.size() >= BLOCK_BYTES;
    }

    int records() {
        return records;
    }

    /** What came with the records, in their order. */
    List<Object> metadata() {
        return metadata;
    }

    ByteBuffer finish() {
        ByteOutput table = new ByteOutput(serdes, types, 64);
        types.write(table);
        return ByteBuffer.allocate(Integer.BYTES + table.size() + values.size())
                .putInt(table.size())
                .put(table.array(), 0, table.size())
                .put(values.array(), 0, values.size())
                .flip();
    }
}
