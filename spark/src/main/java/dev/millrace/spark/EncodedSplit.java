package dev.millrace.spark;

import dev.millrace.MillraceException;
import dev.millrace.connector.Split;
import dev.millrace.function.Emitter;

/** A split whose records the driver has: they travel to its task as a chunk. The task reads the chunk, never this. */
record EncodedSplit(Chunk chunk) implements Split<Object> {
    @Override
    public void read(Emitter<? super Object> out) {
        throw new MillraceException(MillraceException.Kind.INTERNAL, "an encoded split was not decoded");
    }
}
