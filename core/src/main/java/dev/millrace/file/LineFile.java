package dev.millrace.file;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** A file of lines, opened to find out where lines end. One thread; closed after use. */
final class LineFile implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 << 10;

    private final Path path;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

    private LineFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static LineFile open(Path path) {
        try {
            return new LineFile(path, FileChannel.open(path, StandardOpenOption.READ));
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    /** What stretch of a file holds whole lines, and how many; {@code next} is where the line after them begins. */
    record Lines(long from, long next, long count) {}

    /** As many whole lines from {@code from} on as there are before {@code end}, at most {@code linesMax}. */
    Lines lines(long from, long end, long linesMax, int lineBytesMax) {
        long next = from;
        long count = 0;
        long at = from;
        while (at < end && count < linesMax) {
            read(at, end);
            for (int i = 0; i < buffer.limit() && count < linesMax; i++) {
                if (buffer.get(i) == '\n') {
                    next = at + i + 1;
                    count++;
                }
            }
            at += buffer.limit();
            if (Math.min(at, end) - next > lineBytesMax && count < linesMax) {
                throw new MillraceException(
                        Kind.CONFIGURATION,
                        path + ": the line that begins at byte " + next + " is longer than " + lineBytesMax
                                + " bytes; set lineBytesMax, if this is a file of lines");
            }
        }
        return new Lines(from, next, count);
    }

    /** Where the first line begins that doesn't begin before {@code offset}; {@code end} if none does. */
    long lineStart(long offset, long end) {
        long at = offset - 1;
        while (at < end) {
            read(at, end);
            for (int i = 0; i < buffer.limit(); i++) {
                if (buffer.get(i) == '\n') {
                    return at + i + 1;
                }
            }
            at += buffer.limit();
        }
        return end;
    }

    /** The position at {@code offset} of a file of that length, with what identifies it as far as it has been read. */
    FilePosition position(long offset, long length) {
        int head = (int) Math.min(offset, FilePosition.HEAD_BYTES_MAX);
        return new FilePosition(offset, head, head == 0 ? 0 : headChecksum(head), length);
    }

    /** Whether the file can be the one of that position: no shorter, and with the same beginning. */
    void checkIs(FilePosition known) {
        long length = length();
        boolean same = length >= known.offset() && (known.headBytes() == 0 || sameHead(known));
        if (!same) {
            throw new MillraceException(
                    Kind.CONFIGURATION,
                    path + " was read up to byte " + known.offset() + " and now "
                            + (length < known.offset() ? "has " + length + " bytes" : "begins differently")
                            + ": it was cut or replaced. Files may only grow; give new content a new name");
        }
    }

    private boolean sameHead(FilePosition known) {
        return headChecksum(known.headBytes()) == known.headChecksum();
    }

    private int headChecksum(int length) {
        read(0, length);
        CRC32C crc = new CRC32C();
        crc.update(buffer.duplicate());
        return (int) crc.getValue();
    }

    long length() {
        try {
            return channel.size();
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    /** Fills the buffer from an offset, up to {@code end}. */
    private void read(long offset, long end) {
        buffer.clear();
        if (end - offset < buffer.remaining()) {
            buffer.limit((int) (end - offset));
        }
        try {
            readFully(path, channel, buffer, offset);
        } catch (IOException e) {
            throw failed(path, e);
        }
        buffer.flip();
    }

    /** Fills an empty buffer up to its limit. */
    static void readFully(Path path, FileChannel channel, ByteBuffer buffer, long offset) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position()) < 0) {
                throw new MillraceException(
                        Kind.CONFIGURATION,
                        path + " became shorter while it was read: it has " + channel.size() + " bytes, "
                                + (offset + buffer.limit()) + " were expected. Files may only grow");
            }
        }
    }

    static MillraceException failed(Path path, IOException e) {
        if (e instanceof NoSuchFileException) {
            return new MillraceException(
                    Kind.CONFIGURATION, path + " is gone: files must stay until what was read of them is done", e);
        }
        return new MillraceException(Kind.EXTERNAL_SYSTEM, path + " can't be read: " + e, e);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failed(path, e);
        }
    }
}
