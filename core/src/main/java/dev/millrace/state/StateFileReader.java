package dev.millrace.state;

import dev.millrace.MillraceException;
import dev.millrace.serde.ByteInput;
import dev.millrace.serde.Serdes;
import dev.millrace.serde.StoredTypes;
import dev.millrace.storage.StateFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of state in memory: what it holds is known when it is opened, a section's entries are read when they are loaded.
 * Sections of different key groups may be loaded at the same time.
 */
final class StateFileReader {
    private final StateFile file;
    private final Serdes serdes;
    private final byte[] bytes;
    private final int start;
    private final int end;
    private final List<Section> sections = new ArrayList<>();
    private final int keyGroups;

    /** Where the entries of a key group lie. */
    record Section(int keyGroup, int entries, int from, int length, int checksum, StoredTypes types) {}

    /**
     * Takes up a file's content, after its length and checksum were compared with what {@code Done} says.
     *
     * @throws MillraceException CORRUPT_DATA if it isn't what was written, CONFIGURATION if a newer version wrote it
     */
    StateFileReader(StateFile file, ByteBuffer content, Serdes serdes) {
        this.file = file;
        this.serdes = serdes;
        if (content.hasArray()) {
            bytes = content.array();
            start = content.arrayOffset() + content.position();
        } else {
            bytes = new byte[content.remaining()];
            content.duplicate().get(bytes);
            start = 0;
        }
        end = start + content.remaining();
        if (content.remaining() != file.length()
                || StateFormat.checksum(bytes, start, content.remaining()) != file.checksum()) {
            throw new MillraceException(
                    MillraceException.Kind.CORRUPT_DATA,
                    StateFormat.describe(file) + " is not what batch " + file.batch() + " wrote: "
                            + content.remaining() + " bytes where " + file.length()
                            + " were written, or another checksum");
        }
        ByteInput in = input(start, end, StoredTypes.none());
        keyGroups = StateFormat.readHeader(file, in).keyGroups();
        int parts = in.readCount(StateFormat.PART_BYTES_MIN);
        for (int i = 0; i < parts; i++) {
            readPart(in);
        }
        if (in.remaining() > 0) {
            throw in.malformed(in.remaining() + " bytes are left over");
        }
    }

    private ByteInput input(int from, int until, StoredTypes types) {
        return new ByteInput(bytes, start, from, until, StateFormat.describe(file), types);
    }

    private void readPart(ByteInput in) {
        int length = in.readCount(1);
        int checksum = in.readInt();
        int before = in.narrow(length);
        if (StateFormat.checksum(bytes, in.position(), length) != checksum) {
            throw in.malformed("the checksum of its types is wrong");
        }
        StoredTypes types = StoredTypes.read(in, serdes);
        in.widen(before, "the table of types");
        int count = in.readCount(StateFormat.SECTION_BYTES_MIN);
        for (int i = 0; i < count; i++) {
            sections.add(readSection(in, types));
        }
    }

    private Section readSection(ByteInput in, StoredTypes types) {
        int keyGroup = in.readVarInt();
        int entries = in.readVarInt();
        int length = in.readVarInt();
        int checksum = in.readInt();
        if (keyGroup < file.firstKeyGroup() || keyGroup > file.lastKeyGroup()) {
            throw in.malformed(
                    "key group " + keyGroup + " isn't one of " + file.firstKeyGroup() + " to " + file.lastKeyGroup());
        }
        if (entries < 0 || entries > length / StateFormat.ENTRY_BYTES_MIN) {
            throw in.malformed(entries + " entries can't be in a section of " + length + " bytes");
        }
        Section section = new Section(keyGroup, entries, in.position(), length, checksum, types);
        in.skip(length);
        return section;
    }

    int keyGroups() {
        return keyGroups;
    }

    long entries() {
        return sections.stream().mapToLong(Section::entries).sum();
    }

    /** All files of an operator divide the keys into the same groups. */
    void checkKeyGroups(int expected) {
        if (keyGroups != expected) {
            throw new MillraceException(
                    MillraceException.Kind.CORRUPT_DATA,
                    StateFormat.describe(file) + " has " + keyGroups + " key groups where others have " + expected);
        }
    }

    List<Section> sections() {
        return sections;
    }

    /** Puts the entries of a section into the table of its key group, in the order in which they were written. */
    void load(Section section, KeyGroupTable table) {
        ByteInput in = input(section.from(), section.from() + section.length(), section.types());
        if (StateFormat.checksum(bytes, section.from(), section.length()) != section.checksum()) {
            throw in.malformed("the checksum of key group " + section.keyGroup() + " is wrong");
        }
        if (file.kind() == StateFile.Kind.SNAPSHOT) {
            table.expect(section.entries());
        }
        for (int i = 0; i < section.entries(); i++) {
            Object key = in.readValue();
            int hash = serdes.hash(key);
            if (KeyGroupRange.keyGroupOf(hash, keyGroups) != section.keyGroup()) {
                throw movedKey(key);
            }
            if (in.peekByte() == StateFormat.REMOVED) {
                in.skip(1);
                table.load(key, hash, null);
            } else {
                table.load(key, hash, in.readValue());
            }
        }
        if (in.remaining() > 0) {
            throw in.malformed("key group " + section.keyGroup() + " left " + in.remaining() + " bytes unread");
        }
    }

    private MillraceException movedKey(@Nullable Object key) {
        return new MillraceException(
                MillraceException.Kind.CONFIGURATION,
                StateFormat.describe(file) + " holds the key " + key + ", whose hash isn't what it was when it was"
                        + " written: the class of a key must keep its components, and its serde the bytes. Bring the old"
                        + " form back, or drop(\"" + file.operator() + "\") to begin without this state");
    }
}
