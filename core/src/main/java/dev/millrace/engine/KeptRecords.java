package dev.millrace.engine;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A partition that is kept, in one of its forms. Read by any task; released once. */
sealed interface KeptRecords {
    /** Pushes all of them into a step, in order, until it is stopped. */
    void push(Step to, Frame frame) throws Exception;

    void release();

    /** There was no room: whoever reads it computes it. */
    record Nowhere() implements KeptRecords {
        @Override
        public void push(Step to, Frame frame) {
            throw new IllegalStateException("it isn't kept");
        }

        @Override
        public void release() {}
    }

    /** Objects, and what they were thought to need. */
    record Objects(KeptStore store, List<Object> records, long bytes) implements KeptRecords {
        @Override
        public void push(Step to, Frame frame) throws Exception {
            Task.push(records, to, frame);
        }

        @Override
        public void release() {
            store.release(bytes);
        }
    }

    /** Bytes in memory, on the heap or outside. */
    record Bytes(KeptStore store, List<KeptChunk> chunks, long bytes) implements KeptRecords {
        @Override
        public void push(Step to, Frame frame) throws Exception {
            for (KeptChunk chunk : chunks) {
                if (to.last().isStopped(frame)) {
                    return;
                }
                Task.push(chunk.records(store.serdes(), "what was persisted"), to, frame);
            }
        }

        @Override
        public void release() {
            store.release(bytes);
        }
    }

    /** Bytes in a file: for each chunk its length, its count and its checksum, then itself. */
    record InFile(KeptStore store, Path file) implements KeptRecords {
        @Override
        public void push(Step to, Frame frame) throws Exception {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                long at = 0;
                while (at < channel.size() && !to.last().isStopped(frame)) {
                    ByteBuffer header = read(channel, at, KeptChunk.HEADER_BYTES);
                    ByteBuffer body = read(channel, at + KeptChunk.HEADER_BYTES, header.getInt());
                    KeptChunk chunk = new KeptChunk(header.getInt(), body);
                    if (header.getInt() != chunk.checksum()) {
                        throw new MillraceException(
                                Kind.CORRUPT_DATA, file + ", byte " + at + ": what was kept there has changed");
                    }
                    Task.push(chunk.records(store.serdes(), file.toString()), to, frame);
                    at += KeptChunk.HEADER_BYTES + body.limit();
                }
            } catch (IOException e) {
                throw new MillraceException(
                        Kind.EXTERNAL_SYSTEM, "what was kept in " + file + " can't be read: " + e, e);
            }
        }

        private ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(length);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, at + buffer.position()) < 0) {
                    throw new MillraceException(
                            Kind.CORRUPT_DATA, file + " ends at " + channel.size() + " within a chunk");
                }
            }
            return buffer.flip();
        }

        @Override
        public void release() {
            KeptStore.delete(file);
        }
    }
}
