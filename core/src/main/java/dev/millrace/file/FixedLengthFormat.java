package dev.millrace.file;

import dev.millrace.connector.Split;
import dev.millrace.function.Emitter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A record is so many bytes; a file's last bytes wait until they are a record. */
record FixedLengthFormat(int recordLength) implements FileFormat<byte[]> {
    private static final int BUFFER_BYTES = 64 << 10;

    @Override
    public Cut<byte[]> cut(LineFile file, Stretch stretch, long recordsMax) {
        long records = Math.min((stretch.length() - stretch.from()) / recordLength, recordsMax);
        long until = stretch.from() + records * recordLength;
        return new Cut<>(splits(file, stretch.path(), stretch.from(), until), until, records);
    }

    @Override
    public List<Split<byte[]>> splits(LineFile file, String path, long from, long until) {
        long step = Math.max(1, SPLIT_BYTES / recordLength) * recordLength;
        List<Split<byte[]>> splits = new ArrayList<>();
        for (long begin = from; begin < until; begin += step) {
            splits.add(new Records(path, begin, Math.min(until, begin + step), recordLength));
        }
        return splits;
    }

    /** The records of a file between two bytes. */
    private record Records(String file, long from, long until, int recordLength) implements Split<byte[]> {
        @Override
        public void read(Emitter<? super byte[]> out) throws IOException {
            Path path = Path.of(file);
            int bufferBytes = Math.max(1, BUFFER_BYTES / recordLength) * recordLength;
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(bufferBytes, until - from));
                for (long at = from; at < until && !out.isStopped(); at += buffer.limit()) {
                    buffer.clear().limit((int) Math.min(buffer.capacity(), until - at));
                    LineFile.readFully(path, channel, buffer, at);
                    emit(buffer.flip(), out);
                }
            } catch (IOException e) {
                throw LineFile.failed(path, e);
            }
        }

        private void emit(ByteBuffer buffer, Emitter<? super byte[]> out) {
            while (buffer.hasRemaining() && !out.isStopped()) {
                byte[] record = new byte[recordLength];
                buffer.get(record);
                out.accept(record);
            }
        }

        @Override
        public long recordCount() {
            return (until - from) / recordLength;
        }
    }
}
