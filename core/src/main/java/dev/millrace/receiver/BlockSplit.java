package dev.millrace.receiver;

import dev.millrace.connector.Split;
import dev.millrace.function.Emitter;
import dev.millrace.serde.Serdes;
import dev.millrace.storage.BlockReader;
import java.nio.ByteBuffer;
import java.util.List;

/** Slices of consecutive blocks: one partition. Reads them from memory or from the log; in another process, from the log. */
record BlockSplit<T>(String source, List<Slice> slices, BlockReader reader, Serdes serdes) implements Split<T> {
    @Override
    public void read(Emitter<? super T> out) {
        for (Slice slice : slices) {
            if (out.isStopped()) {
                return;
            }
            ByteBuffer held = slice.content();
            ByteBuffer content = held == null ? reader.read(slice.block()) : held;
            BlockDecoder.<T>read(content, slice, serdes, "block log of source '" + source + "', " + slice.block(), out);
        }
    }

    @Override
    public long recordCount() {
        long sum = 0;
        for (Slice slice : slices) {
            sum += slice.records();
        }
        return sum;
    }
}
