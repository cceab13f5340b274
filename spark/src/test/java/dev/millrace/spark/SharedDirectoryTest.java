package dev.millrace.spark;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint in a directory that all processes have under the same path. */
class SharedDirectoryTest extends SharedCheckpointStorageContract {
    @TempDir
    private Path directory;

    private Path made() {
        return directory.resolve("made/here");
    }

    @Override
    URI location() {
        return made().toUri();
    }

    @Override
    byte[] fileContent(String path) throws IOException {
        return Files.readAllBytes(made().resolve(path));
    }

    @Override
    void replaceFile(String path, byte[] content) throws IOException {
        Files.write(made().resolve(path), content);
    }

    @Override
    void setModified(String path, long millis) throws IOException {
        Files.setLastModifiedTime(made().resolve(path), FileTime.fromMillis(millis));
    }

    @Override
    List<String> fileNames(String path) throws IOException {
        try (Stream<Path> files = Files.list(made().resolve(path))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
