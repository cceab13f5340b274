package dev.millrace.spark;

import dev.millrace.BatchDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The directory that a test's program reads, a split for each file. A file appears whole. */
final class InputFiles {
    private final Path directory;
    private int files;

    InputFiles(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    /** Runs batches until one has read something: a directory isn't looked at in each. */
    static void runBatch(BatchDriver driver) {
        while (!driver.runBatch()) {
            Thread.onSpinWait();
        }
    }

    void add(List<String> lines) throws IOException {
        Path hidden = directory.resolve(".hidden");
        Files.write(hidden, lines);
        Files.move(hidden, directory.resolve(Integer.toString(files++)));
    }
}
