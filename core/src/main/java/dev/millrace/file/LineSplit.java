package dev.millrace.file;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.Split;
import dev.millrace.function.Emitter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** The lines of a file between two bytes; the last one may lack its newline. */
record LineSplit(String file, long from, long until, long recordCount) implements Split<String> {
    private static final int BUFFER_BYTES = 64 << 10;

    @Override
    public void read(Emitter<? super String> out) throws IOException {
        Path path = Path.of(file);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            byte[] bytes = new byte[BUFFER_BYTES];
            int kept = 0;
            long at = from;
            while (at < until && !out.isStopped()) {
                if (kept == bytes.length) {
                    bytes = Arrays.copyOf(bytes, 2 * bytes.length);
                }
                int length = (int) Math.min(bytes.length - kept, until - at);
                fill(channel, ByteBuffer.wrap(bytes, kept, length), at);
                at += length;
                kept = emitLines(bytes, kept, kept + length, out);
            }
            if (kept > 0 && !out.isStopped()) {
                out.accept(line(bytes, 0, kept));
            }
        } catch (IOException e) {
            throw LineFile.failed(path, e);
        }
    }

    private void fill(FileChannel channel, ByteBuffer buffer, long offset) throws IOException {
        int begin = buffer.position();
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position() - begin) < 0) {
                throw new MillraceException(
                        Kind.CONFIGURATION,
                        file + " became shorter than the " + until
                                + " bytes that the batch reads: files may only grow");
            }
        }
    }

    /** Emits the whole lines before {@code end}, the first of which begins at 0; moves the rest to 0, gives its length. */
    private static int emitLines(byte[] bytes, int searched, int end, Emitter<? super String> out) {
        int begin = 0;
        for (int i = searched; i < end; i++) {
            if (bytes[i] == '\n') {
                if (out.isStopped()) {
                    return 0;
                }
                out.accept(line(bytes, begin, i));
                begin = i + 1;
            }
        }
        System.arraycopy(bytes, begin, bytes, 0, end - begin);
        return end - begin;
    }

    private static String line(byte[] bytes, int begin, int end) {
        int length = end > begin && bytes[end - 1] == '\r' ? end - 1 - begin : end - begin;
        return new String(bytes, begin, length, StandardCharsets.UTF_8);
    }
}
