package dev.millrace.receiver;

import dev.millrace.storage.Block;
import java.io.Serializable;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A part of a block: its records from one to before another, counted within it. What is held in memory stays in this process. */
final class Slice implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Block block;
    private final int from;
    private final int until;
    private final transient @Nullable ByteBuffer content;

    Slice(Block block, int from, int until, @Nullable ByteBuffer content) {
        this.block = block;
        this.from = from;
        this.until = until;
        this.content = content;
    }

    Block block() {
        return block;
    }

    int from() {
        return from;
    }

    int until() {
        return until;
    }

    int records() {
        return until - from;
    }

    /** The content of the whole block, if it is held in memory. */
    @Nullable
    ByteBuffer content() {
        return content;
    }
}
