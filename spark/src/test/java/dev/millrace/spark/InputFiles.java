package dev.millrace.spark;

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

    void add(List<String> lines) throws IOException {
        Path hidden = directory.resolve(".hidden");
        Files.write(hidden, lines);
        Files.move(hidden, directory.resolve(Integer.toString(files++)));
    }
}
