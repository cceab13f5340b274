package dev.millrace.storage;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A record of the object log. All begin with a version and a type; then: for an object its name and its content, for a
 * large one its name and the file that holds it, for a deletion the names.
 */
sealed interface ObjectRecord {
    int VERSION = 1;
    int OBJECT = 1;
    int LARGE_OBJECT = 2;
    int DELETION = 3;

    /** An object whose content is the rest of the record. */
    record Small(String name, ByteBuffer content) implements ObjectRecord {}

    /** An object that a file of its own holds. */
    record Large(String name, String file, long length) implements ObjectRecord {}

    /** These objects are no more. */
    record Deletion(List<String> names) implements ObjectRecord {}

    /** What comes before the content of a small object. */
    static ByteBuffer header(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return begin(OBJECT, Short.BYTES + bytes.length)
                .putShort(shortLength(bytes))
                .put(bytes)
                .flip();
    }

    static ByteBuffer large(String name, String file, long length) {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        byte[] fileBytes = file.getBytes(StandardCharsets.UTF_8);
        return begin(LARGE_OBJECT, 2 * Short.BYTES + nameBytes.length + fileBytes.length + Long.BYTES)
                .putShort(shortLength(nameBytes))
                .put(nameBytes)
                .putShort(shortLength(fileBytes))
                .put(fileBytes)
                .putLong(length)
                .flip();
    }

    static ByteBuffer deletion(Collection<String> names) {
        List<byte[]> all = new ArrayList<>(names.size());
        int length = Integer.BYTES;
        for (String name : names) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            all.add(bytes);
            length += Short.BYTES + bytes.length;
        }
        ByteBuffer record = begin(DELETION, length).putInt(all.size());
        for (byte[] name : all) {
            record.putShort(shortLength(name)).put(name);
        }
        return record.flip();
    }

    private static ByteBuffer begin(int type, int length) {
        return ByteBuffer.allocate(2 + length).put((byte) VERSION).put((byte) type);
    }

    private static short shortLength(byte[] bytes) {
        if (bytes.length > Short.MAX_VALUE) {
            throw new IllegalArgumentException("a name of " + bytes.length + " bytes is too long");
        }
        return (short) bytes.length;
    }

    /** Reads a record; the content of a small object is a view of {@code bytes}. */
    static ObjectRecord parse(ByteBuffer bytes, String log, long position) {
        try {
            int version = bytes.get();
            if (version > VERSION) {
                throw new MillraceException(
                        Kind.CONFIGURATION,
                        "checkpoint " + log + " was written by a newer Millrace (format version " + version
                                + ", this one reads up to " + VERSION + "): use that version");
            }
            int type = bytes.get();
            return switch (type) {
                case OBJECT -> new Small(text(bytes), bytes.slice());
                case LARGE_OBJECT -> new Large(text(bytes), text(bytes), bytes.getLong());
                case DELETION -> new Deletion(texts(bytes));
                default -> throw corrupt(log, position, "unknown type " + type, null);
            };
        } catch (BufferUnderflowException e) {
            throw corrupt(log, position, "it ends too early", e);
        }
    }

    private static MillraceException corrupt(
            String log, long position, String what, @org.jspecify.annotations.Nullable Throwable cause) {
        return new MillraceException(
                Kind.CORRUPT_DATA, "checkpoint " + log + ", record at position " + position + ": " + what, cause);
    }

    private static List<String> texts(ByteBuffer bytes) {
        int count = bytes.getInt();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(text(bytes));
        }
        return names;
    }

    private static String text(ByteBuffer bytes) {
        int length = bytes.getShort();
        if (length < 0 || length > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] text = new byte[length];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
