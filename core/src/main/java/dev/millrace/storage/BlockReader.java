package dev.millrace.storage;

import java.io.Serializable;
import java.nio.ByteBuffer;

/** Reads blocks, in whatever process a task runs; what serves one process alone can't be sent. Any thread. */
public interface BlockReader extends Serializable {
    /** The content of a block, whose checksum has been verified. */
    ByteBuffer read(Block block);

    /** Whether tasks in other processes read with it, to whom what the driver holds in memory is of no use. */
    default boolean isElsewhere() {
        return false;
    }
}
