package dev.millrace.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** Writes lines of UTF-8 to a new file and counts what it wrote. One thread. */
final class LineWriter implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 << 10;

    private final Path file;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private final CRC32C checksum = new CRC32C();
    private long bytes;
    private long records;

    private LineWriter(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** A file of that name from an attempt that died in this epoch can't be: attempts have numbers. */
    static LineWriter create(Path file) throws IOException {
        return new LineWriter(file, FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    void write(String line) throws IOException {
        put(line.getBytes(StandardCharsets.UTF_8));
        if (!buffer.hasRemaining()) {
            flush();
        }
        buffer.put((byte) '\n');
        records++;
    }

    private void put(byte[] line) throws IOException {
        int offset = 0;
        while (offset < line.length) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int length = Math.min(buffer.remaining(), line.length - offset);
            buffer.put(line, offset, length);
            offset += length;
        }
    }

    private void flush() throws IOException {
        buffer.flip();
        checksum.update(buffer.duplicate());
        bytes += buffer.remaining();
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw failed(e);
        }
        buffer.clear();
    }

    /** What the operating system says of a full disk names no file. */
    private IOException failed(IOException e) {
        return new IOException("writing " + file + ": " + e.getMessage(), e);
    }

    /** All that was written is durable when this returns. */
    void sync() throws IOException {
        flush();
        try {
            channel.force(true);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    long bytes() {
        return bytes;
    }

    int checksum() {
        return (int) checksum.getValue();
    }

    long records() {
        return records;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
