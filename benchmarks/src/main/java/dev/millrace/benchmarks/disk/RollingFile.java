package dev.millrace.benchmarks.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that is replaced by another when it is full, as the log's segments are; the one before is deleted. */
final class RollingFile implements AutoCloseable {
    private final Path directory;
    private final boolean synced;
    private long number;
    private FileChannel channel;

    RollingFile(Path directory, boolean synced) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.synced = synced;
        this.channel = create();
    }

    void write(ByteBuffer buffer) throws IOException {
        if (channel.position() + buffer.remaining() > Commit.FILE_BYTES) {
            channel.force(false);
            channel.close();
            number++;
            channel = create();
            Files.deleteIfExists(path(number - 2));
        }
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        if (synced) {
            channel.force(false);
        }
    }

    /** Fills the buffer with what was written last. */
    void readLast(ByteBuffer buffer) throws IOException {
        channel.read(buffer, channel.position() - buffer.remaining());
        buffer.flip();
    }

    private FileChannel create() throws IOException {
        return FileChannel.open(
                path(number), StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private Path path(long which) {
        return directory.resolve("channel-" + which);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
