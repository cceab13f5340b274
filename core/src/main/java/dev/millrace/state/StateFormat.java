package dev.millrace.state;

import dev.millrace.MillraceException;
import dev.millrace.serde.ByteInput;
import dev.millrace.serde.ByteOutput;
import dev.millrace.serde.Serdes;
import dev.millrace.serde.StoredTypes;
import dev.millrace.serde.WrittenTypes;
import dev.millrace.storage.StateFile;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A file of state: a header, the table of its types, then a section per key group, each with a checksum. docs/state.md
 * describes every byte.
 */
final class StateFormat {
    static final int MAGIC = 0x4d525354; // "MRST"
    static final int VERSION = 1;
    private static final int DELTA = 0;
    private static final int SNAPSHOT = 1;
    private static final int TYPES_SECTION = -1;

    private StateFormat() {}

    /** Writes one file; sections in order of key groups. */
    static final class Writer {
        private final ByteOutput head;
        private final WrittenTypes types = new WrittenTypes();
        private final ByteOutput sections;
        private final ByteOutput section;
        private int keyGroup;
        private int entries;
        private int sectionCount;
        private long allEntries;

        Writer(Serdes serdes, String operator, StateFile.Kind kind, long batch, int keyGroups) {
            head = new ByteOutput(serdes, types, 64);
            sections = new ByteOutput(serdes, types, 1_024);
            section = new ByteOutput(serdes, types, 256);
            head.writeInt(MAGIC);
            head.writeByte(VERSION);
            head.writeByte(kind == StateFile.Kind.DELTA ? DELTA : SNAPSHOT);
            head.writeString(operator);
            head.writeLong(batch);
            head.writeVarInt(keyGroups);
        }

        void begin(int group) {
            keyGroup = group;
            entries = 0;
            section.truncate(0);
        }

        /** A key and what it has; null where it was removed. */
        void entry(@Nullable Object key, @Nullable Object value) {
            section.writeValue(key);
            if (value == null) {
                section.writeByte(0);
            } else {
                section.writeValue(value);
            }
            entries++;
        }

        void end() {
            sections.writeVarInt(keyGroup);
            sections.writeVarInt(entries);
            writeChecked(section, sections);
            sectionCount++;
            allEntries += entries;
        }

        long entries() {
            return allEntries;
        }

        ByteBuffer finish() {
            section.truncate(0);
            types.write(section);
            writeChecked(section, head);
            head.writeVarInt(sectionCount);
            head.writeBytes(sections.array(), 0, sections.size());
            return ByteBuffer.wrap(head.array(), 0, head.size());
        }

        private static void writeChecked(ByteOutput content, ByteOutput to) {
            to.writeVarInt(content.size());
            to.writeInt(checksum(content.array(), 0, content.size()));
            to.writeBytes(content.array(), 0, content.size());
        }
    }

    /** Takes what a file holds. */
    interface Loader {
        /** Whether the entries of a key group are wanted. */
        boolean wants(int keyGroup);

        void entry(int keyGroup, @Nullable Object key, @Nullable Object value);
    }

    /** What a header says. */
    record Header(String operator, StateFile.Kind kind, long batch, int keyGroups) {}

    /** Reads the header of a file and nothing else. */
    static Header readHeader(StateFile file, byte[] bytes) {
        return header(file, new ByteInput(bytes, describe(file), StoredTypes.none()));
    }

    private static Header header(StateFile file, ByteInput in) {
        if (in.remaining() < 6 || in.readInt() != MAGIC) {
            throw in.malformed("it doesn't begin as a file of state does");
        }
        int version = in.readByte();
        if (version > VERSION) {
            throw new MillraceException(
                    MillraceException.Kind.CONFIGURATION,
                    describe(file) + " has format version " + version + "; this version of Millrace knows " + VERSION
                            + " and older. Use the version that wrote it, or a newer one");
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
                || header.batch() != file.batch()
                || header.keyGroups() < 1) {
            throw in.malformed("it is of another operator or batch than its name says: " + header);
        }
        return header;
    }

    static void read(StateFile file, byte[] bytes, Serdes serdes, Loader loader) {
        ByteInput plain = new ByteInput(bytes, describe(file), StoredTypes.none());
        Header header = header(file, plain);
        int typesLength = checked(plain, bytes, TYPES_SECTION);
        StoredTypes types = StoredTypes.read(plain, serdes);
        if (typesLength < 0) {
            throw plain.malformed("the table of types is too long");
        }
        ByteInput in = new ByteInput(bytes, 0, plain.position(), bytes.length, describe(file), types);
        int sections = in.readCount(3);
        for (int i = 0; i < sections; i++) {
            int keyGroup = in.readVarInt();
            int entries = in.readVarInt();
            if (keyGroup < 0 || keyGroup >= header.keyGroups()) {
                throw in.malformed("there is no key group " + keyGroup);
            }
            if (loader.wants(keyGroup)) {
                readSection(in, bytes, keyGroup, entries, loader);
            } else {
                int length = in.readVarInt();
                in.skip(Integer.BYTES);
                in.skip(length);
            }
        }
        if (in.remaining() > 0) {
            throw in.malformed(in.remaining() + " bytes are left over");
        }
    }

    private static void readSection(ByteInput in, byte[] bytes, int keyGroup, int entries, Loader loader) {
        int before = in.narrow(checked(in, bytes, keyGroup));
        for (int i = 0; i < entries; i++) {
            Object key = in.readValue();
            Object value = null;
            if (in.peekByte() == 0) {
                in.skip(1);
            } else {
                value = in.readValue();
            }
            loader.entry(keyGroup, key, value);
        }
        in.widen(before, "key group " + keyGroup);
    }

    /** Reads a length and a checksum, and compares it; the input stands before the content then. */
    private static int checked(ByteInput in, byte[] bytes, int section) {
        int length = in.readVarInt();
        int expected = in.readInt();
        if (length < 0 || length > in.remaining()) {
            throw in.malformed("a section of " + length + " bytes goes beyond the end");
        }
        if (checksum(bytes, in.position(), length) != expected) {
            throw in.malformed(
                    section == TYPES_SECTION
                            ? "the checksum of its types is wrong"
                            : "the checksum of key group " + section + " is wrong");
        }
        return length;
    }

    static int checksum(byte[] bytes, int offset, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, offset, length);
        return (int) checksum.getValue();
    }

    static String describe(StateFile file) {
        return "the state of '" + file.operator() + "', object " + file.object() + ",";
    }
}
