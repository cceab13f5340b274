package dev.millrace.spark;

import dev.millrace.storage.Block;
import dev.millrace.storage.BlockLogObjects;
import dev.millrace.storage.BlockReader;
import java.net.URI;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads the blocks of a receiver's source from the shared checkpoint, in the executor that a task runs in. Any thread. */
final class SharedBlocks implements BlockReader {
    private static final long serialVersionUID = 1L;

    private final URI checkpoint;
    private final String source;
    private transient volatile @Nullable SharedCheckpointStorage opened;

    SharedBlocks(URI checkpoint, String source) {
        this.checkpoint = checkpoint;
        this.source = source;
    }

    @Override
    public ByteBuffer read(Block block) {
        SharedCheckpointStorage storage = opened;
        if (storage == null) {
            storage = SharedCheckpointStorage.at(checkpoint);
            opened = storage;
        }
        return BlockLogObjects.read(storage, source, block);
    }

    @Override
    public boolean isElsewhere() {
        return true;
    }
}
