package dev.millrace.storage;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Blocks that became durable together as one object: version, their number, for each the number of its first record, how
 * many there are and its length, then the contents. An object without blocks marks where a start began. Pure.
 */
final class BlockObject {
    private static final int INDEX_BITS = 12;
    static final int BLOCKS_MAX = 1 << INDEX_BITS;
    private static final byte VERSION = 1;
    private static final int ENTRY_BYTES = Long.BYTES + 2 * Integer.BYTES;

    private BlockObject() {}

    /** A place is the number of the object and, in its low bits, which block of it. */
    static long place(long number, int index) {
        return number << INDEX_BITS | index;
    }

    static long numberOf(Block block) {
        return block.place() >>> INDEX_BITS;
    }

    /** Sorted by name they are in order. */
    static String name(String prefix, long number) {
        return prefix + String.format(Locale.ROOT, "%016x", number);
    }

    static long number(String prefix, String name) {
        return Long.parseUnsignedLong(name.substring(prefix.length()), 16);
    }

    static ByteBuffer encode(List<Block> blocks, List<ByteBuffer> contents) {
        int length = 1 + Integer.BYTES + blocks.size() * ENTRY_BYTES;
        for (ByteBuffer content : contents) {
            length += content.remaining();
        }
        ByteBuffer encoded = ByteBuffer.allocate(length).put(VERSION).putInt(blocks.size());
        for (Block block : blocks) {
            encoded.putLong(block.first()).putInt(block.records()).putInt(block.bytes());
        }
        contents.forEach(content -> encoded.put(content.duplicate()));
        return encoded.flip();
    }

    /** The blocks of an object; the buffer is left where the first one's content begins. */
    static List<Block> blocks(long number, ByteBuffer object, String name) {
        try {
            int version = object.get();
            if (version > VERSION) {
                throw new MillraceException(
                        Kind.CONFIGURATION,
                        "block object '" + name + "' was written by a newer Millrace (format version " + version
                                + "): use that version");
            }
            int count = object.getInt();
            List<Block> blocks = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                blocks.add(new Block(object.getLong(), object.getInt(), object.getInt(), place(number, i)));
            }
            return blocks;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw corrupt(name, e.toString());
        }
    }

    /** The content of one of an object's blocks. */
    static ByteBuffer content(Block block, ByteBuffer object, String name) {
        ByteBuffer rest = object.duplicate();
        int offset = 0;
        for (Block there : blocks(numberOf(block), rest, name)) {
            if (there.equals(block)) {
                return rest.slice(rest.position() + offset, block.bytes());
            }
            offset += there.bytes();
        }
        throw corrupt(name, "it doesn't hold " + block);
    }

    private static MillraceException corrupt(String name, String what) {
        return new MillraceException(Kind.CORRUPT_DATA, "block object '" + name + "' is damaged: " + what);
    }
}
