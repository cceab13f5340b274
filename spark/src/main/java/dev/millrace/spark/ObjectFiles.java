package dev.millrace.spark;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.StringJoiner;
import java.util.zip.CRC32C;

/** How an object of a checkpoint lies in a file: which path its name has, and what surrounds its content. Pure. */
final class ObjectFiles {
    /** How the names of files begin that are being written. */
    static final String TEMPORARY = ".tmp-";

    /** So much older than a start is what a killed writer left; clocks of machines and file systems differ by less. */
    static final Duration LEFT_BEHIND = Duration.ofMinutes(1);

    private static final int MAGIC = 0x4d52534f; // "MRSO"
    private static final byte VERSION = 1;
    private static final int HEADER_BYTES = 2 * Integer.BYTES + 1;

    private ObjectFiles() {}

    /**
     * A name's path below the checkpoint's directory, parts separated by {@code /}. The parts become directories; none can
     * begin with a dot or hold what a file system doesn't like.
     */
    static String path(String name) {
        StringJoiner path = new StringJoiner("/");
        for (String part : name.split("/", -1)) {
            if (!part.isEmpty()) {
                String encoded = URLEncoder.encode(part, StandardCharsets.UTF_8).replace("*", "%2A");
                path.add(encoded.startsWith(".") ? "%2E" + encoded.substring(1) : encoded);
            }
        }
        return path.toString();
    }

    /** The name whose path this is. */
    static String name(String path) {
        StringJoiner name = new StringJoiner("/");
        for (String part : path.replace('\\', '/').split("/", -1)) {
            name.add(URLDecoder.decode(part, StandardCharsets.UTF_8));
        }
        return name.toString();
    }

    /** Magic number, version and checksum, then the content. */
    static ByteBuffer[] encode(ByteBuffer content) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES)
                .putInt(MAGIC)
                .put(VERSION)
                .putInt(checksum(content.duplicate()))
                .flip();
        return new ByteBuffer[] {header, content.duplicate()};
    }

    static ByteBuffer decode(byte[] bytes, String what) {
        ByteBuffer file = ByteBuffer.wrap(bytes);
        if (bytes.length < HEADER_BYTES || file.getInt() != MAGIC) {
            throw new MillraceException(Kind.CORRUPT_DATA, what + " doesn't begin as an object of a checkpoint does");
        }
        byte version = file.get();
        if (version > VERSION) {
            throw new MillraceException(
                    Kind.CONFIGURATION,
                    what + " was written by a newer Millrace (format version " + version + "): use that version");
        }
        int expected = file.getInt();
        if (checksum(file.duplicate()) != expected) {
            throw new MillraceException(
                    Kind.CORRUPT_DATA,
                    what + ": the checksum of its " + file.remaining() + " bytes from offset " + HEADER_BYTES
                            + " on is wrong");
        }
        return file.slice();
    }

    static MillraceException isThereAlready(String name, Exception cause) {
        return new MillraceException(Kind.INTERNAL, "checkpoint object '" + name + "' is there already", cause);
    }

    static MillraceException isNotThere(Object checkpoint, String name, Exception cause) {
        return new MillraceException(
                Kind.CORRUPT_DATA, "checkpoint " + checkpoint + " has no object '" + name + "'", cause);
    }

    static MillraceException failed(String doing, String what, Exception cause) {
        return new MillraceException(
                Kind.EXTERNAL_SYSTEM, "the shared checkpoint: " + doing + " '" + what + "' failed: " + cause, cause);
    }

    private static int checksum(ByteBuffer content) {
        CRC32C checksum = new CRC32C();
        checksum.update(content);
        return (int) checksum.getValue();
    }
}
