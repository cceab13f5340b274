package dev.millrace.kinesis.server.store;

import dev.millrace.log.Disk;
import dev.millrace.log.DiskFile;
import dev.millrace.log.LogException;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/**
 * What the data directory holds: {@code format}, {@code token.key}, {@code metadata/} and {@code streams/NAME@CREATED/SHARD/}. Locked from opening to
 * closing.
 */
final class DataDirectory implements Closeable {
    static final int FORMAT_VERSION = 1;

    private static final String FORMAT_FILE = "format";
    private static final String FORMAT_PREFIX = "millrace-kinesis-server ";
    private static final String KEY_FILE = "token.key";
    private static final int KEY_BYTES = 32;

    private final Disk disk;
    private final Closeable lock;

    private DataDirectory(Disk disk, Closeable lock) {
        this.disk = disk;
        this.lock = lock;
    }

    static DataDirectory open(Disk disk) {
        DataDirectory directory = new DataDirectory(disk, lock(disk));
        try {
            directory.checkFormat();
            return directory;
        } catch (RuntimeException | Error e) {
            directory.close();
            throw e;
        }
    }

    private static Closeable lock(Disk disk) {
        try {
            return disk.lock();
        } catch (LogException e) {
            if (e.kind() == LogException.Kind.LOCKED) {
                throw new StoreException(
                        "The data directory " + disk.path()
                                + " is in use by another server; stop that one or choose another directory",
                        e);
            }
            throw new StoreException("The data directory " + disk.path() + " cannot be written: " + e.getMessage(), e);
        }
    }

    private void checkFormat() {
        if (!disk.list().contains(FORMAT_FILE)) {
            // The file is written before anything else: what is here without it is somebody else's.
            if (!disk.directories().isEmpty()) {
                throw new StoreException("The directory " + disk.path()
                        + " holds something else than a Kinesis server's data; choose an empty one");
            }
            writeFile(FORMAT_FILE, (FORMAT_PREFIX + FORMAT_VERSION + "\n").getBytes(StandardCharsets.US_ASCII));
            return;
        }
        String text = new String(readFile(FORMAT_FILE), StandardCharsets.US_ASCII).trim();
        if (text.isEmpty()) {
            // A crash at the very first start: nothing else was written yet.
            disk.delete(FORMAT_FILE);
            checkFormat();
            return;
        }
        int version = text.startsWith(FORMAT_PREFIX) ? version(text.substring(FORMAT_PREFIX.length())) : -1;
        if (version < 1) {
            throw new StoreException(
                    "The file " + disk.path() + "/" + FORMAT_FILE + " is not one of a Kinesis server: " + text);
        }
        if (version > FORMAT_VERSION) {
            throw new StoreException("The data in " + disk.path() + " has format version " + version
                    + ", written by a newer server; this one reads up to " + FORMAT_VERSION);
        }
    }

    private static int version(String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** A secret of this directory, made at its first use: what clients get to carry about is signed with it. */
    byte[] tokenKey() {
        if (disk.list().contains(KEY_FILE)) {
            byte[] key = readFile(KEY_FILE);
            if (key.length == KEY_BYTES) {
                return key;
            }
            disk.delete(KEY_FILE);
        }
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        writeFile(KEY_FILE, key);
        return key;
    }

    Disk metadata() {
        return disk.directory("metadata");
    }

    Disk streams() {
        return disk.directory("streams");
    }

    private byte[] readFile(String name) {
        try (DiskFile file = disk.open(name)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(4096, file.length()));
            file.read(0, bytes);
            byte[] result = new byte[bytes.flip().remaining()];
            bytes.get(result);
            return result;
        }
    }

    private void writeFile(String name, byte[] bytes) {
        try (DiskFile file = disk.create(name)) {
            file.write(0, ByteBuffer.wrap(bytes));
            file.sync();
        }
        disk.syncDirectory();
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
