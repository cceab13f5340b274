package dev.millrace.state;

import dev.millrace.MillraceException;
import dev.millrace.serde.ByteOutput;
import dev.millrace.serde.Serdes;
import dev.millrace.serde.WrittenTypes;
import org.jspecify.annotations.Nullable;

/** Encodes the sections of one part of a file, in order of key groups. One thread. */
final class PartWriter {
    private final Serdes serdes;
    private final String operator;
    private final WrittenTypes types = new WrittenTypes();
    private final ByteOutput sections;
    private final ByteOutput section;
    private int keyGroup;
    private int entries;
    private int sectionCount;
    private long allEntries;

    PartWriter(Serdes serdes, String operator) {
        this.serdes = serdes;
        this.operator = operator;
        this.sections = new ByteOutput(serdes, types, 256);
        this.section = new ByteOutput(serdes, types, 256);
    }

    void begin(int group) {
        keyGroup = group;
        entries = 0;
        section.truncate(0);
    }

    /** A key and what it has; null where it was removed. */
    void entry(@Nullable Object key, @Nullable Object value) {
        try {
            section.writeValue(key);
            if (value == null) {
                section.writeByte(StateFormat.REMOVED);
            } else {
                section.writeValue(value);
            }
        } catch (MillraceException e) {
            throw new MillraceException(
                    e.kind(), "the state of '" + operator + "' can't be written: " + e.getMessage(), e);
        }
        entries++;
    }

    void end() {
        sections.writeVarInt(keyGroup);
        sections.writeVarInt(entries);
        StateFormat.writeChecked(section, sections);
        sectionCount++;
        allEntries += entries;
    }

    EncodedPart finish(KeyGroupRange range) {
        ByteOutput table = new ByteOutput(serdes, types, 64);
        types.write(table);
        return new EncodedPart(range, table, sections, sectionCount, allEntries);
    }
}
