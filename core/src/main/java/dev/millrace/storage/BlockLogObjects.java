package dev.millrace.storage;

import java.nio.ByteBuffer;

/** Where the blocks of a source lie among the objects of a checkpoint, and how one is read. Any thread of any process. */
public final class BlockLogObjects {
    private BlockLogObjects() {}

    static String prefix(String source) {
        return "blocks/" + source.replace("%", "%25").replace("/", "%2F") + "/";
    }

    static BlockLog open(CheckpointStorage storage, String source, BlockReader reader) {
        return ObjectBlockLog.open(storage, prefix(source), reader);
    }

    /** The content of a block of a source. */
    public static ByteBuffer read(CheckpointStorage storage, String source, Block block) {
        String name = BlockObject.name(prefix(source), BlockObject.numberOf(block));
        return BlockObject.content(block, storage.read(name), name);
    }
}
