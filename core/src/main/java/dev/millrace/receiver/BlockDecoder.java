package dev.millrace.receiver;

import dev.millrace.function.Emitter;
import dev.millrace.serde.ByteInput;
import dev.millrace.serde.Serdes;
import dev.millrace.serde.StoredTypes;
import java.nio.ByteBuffer;

/** Reads what a {@link BlockEncoder} wrote. Pure. */
final class BlockDecoder {
    private BlockDecoder() {}

    /** Pushes the records of a slice; an error names {@code origin} and the offset in the block. */
    static <T> void read(ByteBuffer content, Slice slice, Serdes serdes, String origin, Emitter<? super T> out) {
        ByteBuffer block = content.duplicate();
        byte[] bytes;
        int start;
        if (block.hasArray()) {
            bytes = block.array();
            start = block.arrayOffset() + block.position();
        } else {
            bytes = new byte[block.remaining()];
            block.get(bytes);
            start = 0;
        }
        int end = start + content.remaining();
        ByteInput table = new ByteInput(bytes, start, start, end, origin, StoredTypes.none());
        int tableBytes = table.readInt();
        int before = table.narrow(tableBytes);
        StoredTypes types = StoredTypes.read(table, serdes);
        table.widen(before, "the table of types");
        ByteInput values = new ByteInput(bytes, start, table.position(), end, origin, types);
        for (int i = 0; i < slice.from(); i++) {
            values.skipValue();
        }
        for (int i = slice.from(); i < slice.until() && !out.isStopped(); i++) {
            @SuppressWarnings("unchecked") // the receiver that stored it receives these
            T record = (T) values.readValue();
            if (record == null) {
                throw values.malformed("a record is null");
            }
            out.accept(record);
        }
    }
}
