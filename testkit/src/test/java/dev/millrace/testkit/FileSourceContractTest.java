package dev.millrace.testkit;

import dev.millrace.connector.ReplayableSource;
import dev.millrace.file.FileSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** The file source keeps the contract of sources. */
class FileSourceContractTest extends SourceContractTest<String> {
    @TempDir
    private Path directory;

    @Override
    protected ReplayableSource<String> source() {
        return FileSource.text(directory);
    }

    @Override
    protected void append(int log, List<String> records) throws IOException {
        Files.write(directory.resolve("log-" + log), records, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Override
    protected String record(int number) {
        return "line " + number;
    }

    @Override
    protected int logs() {
        return 3;
    }
}
