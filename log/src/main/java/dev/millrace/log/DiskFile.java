package dev.millrace.log;

import java.io.Closeable;
import java.nio.ByteBuffer;

/**
 * An open file of a {@link Disk}. Any thread may call it, also several at once; an interrupt of the calling thread
 * neither fails a call nor closes the file. Every method throws {@link LogException} that names the file.
 */
public interface DiskFile extends Closeable {

    /** Name within its disk. */
    String name();

    /** Length in bytes, what is not synced included. */
    long length();

    /** Reads from an offset until the buffer is full or the file ends; returns the number of bytes read. */
    int read(long offset, ByteBuffer target);

    /** Writes all that remains in the buffer at an offset, which may lie at or before the end of the file. */
    void write(long offset, ByteBuffer source);

    /** Cuts the file to this length. */
    void truncate(long length);

    /** Returns when contents and length would survive a power loss. */
    void sync();

    /** Releases the file without syncing it. */
    @Override
    void close();
}
