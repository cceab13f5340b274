package dev.millrace.state;

import dev.millrace.MillraceException;
import dev.millrace.serde.ByteInput;
import dev.millrace.serde.ByteOutput;
import dev.millrace.serde.Serdes;
import dev.millrace.serde.WrittenTypes;
import dev.millrace.storage.StateFile;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A file of state: a header, then parts, each with the table of its types and a section per key group, with checksums.
 * docs/state.md describes every byte.
 */
final class StateFormat {
    static final int MAGIC = 0x4d525354; // "MRST"
    static final int VERSION = 1;

    /** In place of a value: no value's tag is 0. */
    static final int REMOVED = 0;

    /** The fewest bytes of an entry: a key's tag, and a value's or {@link #REMOVED}. */
    static final int ENTRY_BYTES_MIN = 2;

    /** The fewest bytes of a section: its key group, number of entries, length and checksum. */
    static final int SECTION_BYTES_MIN = 7;

    /** The fewest bytes of a part: the length, checksum and count of its types, and the number of its sections. */
    static final int PART_BYTES_MIN = 7;

    private static final int HEADER_BYTES = 64;
    private static final int DELTA = 0;
    private static final int SNAPSHOT = 1;

    private StateFormat() {}

    /** What a header says. */
    record Header(String operator, StateFile.Kind kind, long batch, int keyGroups) {}

    /** The bytes of a file of these parts. */
    static ByteBuffer file(Serdes serdes, Header header, List<EncodedPart> parts) {
        long bytesMax = HEADER_BYTES + 3L * header.operator().length();
        for (EncodedPart part : parts) {
            bytesMax += part.bytesMax();
        }
        int capacity = (int) Math.min(bytesMax, Integer.MAX_VALUE - 8);
        ByteOutput out = new ByteOutput(serdes, new WrittenTypes(), capacity);
        out.writeInt(MAGIC);
        out.writeByte(VERSION);
        out.writeByte(header.kind() == StateFile.Kind.DELTA ? DELTA : SNAPSHOT);
        out.writeString(header.operator());
        out.writeLong(header.batch());
        out.writeVarInt(header.keyGroups());
        out.writeVarInt(parts.size());
        for (EncodedPart part : parts) {
            writeChecked(part.types(), out);
            out.writeVarInt(part.sectionCount());
            out.writeBytes(part.sections().array(), 0, part.sections().size());
        }
        return ByteBuffer.wrap(out.array(), 0, out.size());
    }

    static void writeChecked(ByteOutput content, ByteOutput to) {
        to.writeVarInt(content.size());
        to.writeInt(checksum(content.array(), 0, content.size()));
        to.writeBytes(content.array(), 0, content.size());
    }

    static Header readHeader(StateFile file, ByteInput in) {
        if (in.remaining() < 6 || in.readInt() != MAGIC) {
            throw in.malformed("it doesn't begin as a file of state does");
        }
        int version = in.readByte();
        if (version < 1 || version > VERSION) {
            throw new MillraceException(
                    MillraceException.Kind.CONFIGURATION,
                    describe(file) + " has format version " + version + "; this version of Millrace knows " + VERSION
                            + ". Use the version that wrote it, or a newer one");
        }
        int kind = in.readByte();
        if (kind != DELTA && kind != SNAPSHOT) {
            throw in.malformed("no file has the kind " + kind);
        }
        Header header = new Header(
                in.readString(),
                kind == DELTA ? StateFile.Kind.DELTA : StateFile.Kind.SNAPSHOT,
                in.readLong(),
                in.readVarInt());
        if (!header.operator().equals(file.operator())
                || header.kind() != file.kind()
                || header.batch() != file.batch()) {
            throw in.malformed("it is of another operator or batch than its name says: " + header);
        }
        int keyGroups = header.keyGroups();
        if (keyGroups < 1 || keyGroups > KeyGroupRange.KEY_GROUPS_MAX || file.lastKeyGroup() >= keyGroups) {
            throw in.malformed("it can't have " + keyGroups + " key groups");
        }
        return header;
    }

    /** Checks what {@code Done} says of a file, before anything is made of it. */
    static void checkNamed(StateFile file) {
        if (file.firstKeyGroup() < 0
                || file.lastKeyGroup() < file.firstKeyGroup()
                || file.lastKeyGroup() >= KeyGroupRange.KEY_GROUPS_MAX) {
            throw new MillraceException(
                    MillraceException.Kind.CORRUPT_DATA,
                    describe(file) + " can't hold the key groups " + file.firstKeyGroup() + " to "
                            + file.lastKeyGroup());
        }
    }

    static int checksum(byte[] bytes, int offset, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, offset, length);
        return (int) checksum.getValue();
    }

    /** How {@code Done} names a file with this content. */
    static StateFile named(Header header, KeyGroupRange groups, String object, ByteBuffer content) {
        int checksum = checksum(content.array(), content.arrayOffset(), content.remaining());
        return new StateFile(
                header.operator(),
                header.kind(),
                header.batch(),
                groups.first(),
                groups.until() - 1,
                object,
                content.remaining(),
                checksum);
    }

    static String describe(StateFile file) {
        return "the state of '" + file.operator() + "', object " + file.object() + ",";
    }
}
