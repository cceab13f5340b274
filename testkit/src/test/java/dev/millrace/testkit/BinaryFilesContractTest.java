package dev.millrace.testkit;

import dev.millrace.connector.ReplayableSource;
import dev.millrace.file.FileSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** So it does for records of fixed length. */
class BinaryFilesContractTest extends SourceContractTest<byte[]> {
    @TempDir
    private Path directory;

    @Override
    protected ReplayableSource<byte[]> source() {
        return FileSource.binaryRecords(directory, Integer.BYTES);
    }

    @Override
    protected void append(int log, List<byte[]> records) throws IOException {
        for (byte[] record : records) {
            Files.write(directory.resolve("log-" + log), record, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    @Override
    protected byte[] record(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    @Override
    protected Object identity(byte[] record) {
        return ByteBuffer.wrap(record).getInt();
    }

    @Override
    protected int logs() {
        return 3;
    }
}
