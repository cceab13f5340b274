package dev.millrace.spark;

import dev.millrace.connector.Split;
import dev.millrace.function.Emitter;
import dev.millrace.serde.Serdes;
import java.util.List;

/** Chunks, one after the other. Made and used within one task. */
record ChunkSplit(Serdes serdes, List<Chunk> chunks) implements Split<Object> {
    @Override
    public void read(Emitter<? super Object> out) {
        for (Chunk chunk : chunks) {
            if (out.isStopped()) {
                return;
            }
            chunk.read(serdes, out);
        }
    }
}
