package dev.millrace.testkit;

import dev.millrace.connector.StagedSink;
import dev.millrace.file.FileSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** The file sink keeps the contract of staged sinks. */
public class FileSinkContractTest extends StagedSinkContractTest<String> {
    @TempDir
    private Path directory;

    @Override
    protected StagedSink<String> sink() {
        return FileSink.text(directory);
    }

    @Override
    protected String record(int number) {
        return "line " + number;
    }

    /** What a reader sees who takes every directory whose name isn't hidden. */
    @Override
    protected List<String> visible() throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> batches = Files.list(directory)) {
            for (Path batch : batches.filter(FileSinkContractTest::isShown).toList()) {
                try (Stream<Path> parts = Files.list(batch)) {
                    for (Path part : parts.toList()) {
                        lines.addAll(Files.readAllLines(part));
                    }
                }
            }
        }
        return lines;
    }

    private static boolean isShown(Path path) {
        return !String.valueOf(path.getFileName()).startsWith(".");
    }

    /** For the same contract under failures. */
    protected final Path directory() {
        return directory;
    }
}
