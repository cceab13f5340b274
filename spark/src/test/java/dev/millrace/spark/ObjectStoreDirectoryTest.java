package dev.millrace.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint on an object store, and the stores that are refused. */
class ObjectStoreDirectoryTest extends SharedCheckpointStorageContract {
    @TempDir
    private Path directory;

    private Path made() {
        return directory.resolve("made/here");
    }

    @Override
    URI location() {
        return URI.create("s3a://bucket" + made());
    }

    @Override
    SharedCheckpointStorage create(URI location) {
        return HadoopDirectory.create(location, FakeObjectStore.configuration());
    }

    @Override
    SharedCheckpointStorage at(URI location) {
        return HadoopDirectory.at(location, FakeObjectStore.configuration());
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

    private String refusalOf(String setting) {
        Configuration configuration = FakeObjectStore.configuration();
        configuration.setBoolean(setting, false);
        MillraceException refused =
                assertThrows(MillraceException.class, () -> HadoopDirectory.create(location(), configuration));
        assertEquals(Kind.CONFIGURATION, refused.kind());
        return String.valueOf(refused.getMessage());
    }

    @Test
    void anS3aWithoutConditionalCreationIsRefused() {
        String message = refusalOf(FakeObjectStore.HAS_OPTION);
        assertTrue(message.contains("hadoop-aws 3.4.2"), message);
    }

    @Test
    void aStoreThatReplacesWhatItShouldNotIsFoundOutAtTheStart() throws IOException {
        String message = refusalOf(FakeObjectStore.KEEPS_CONDITION);
        assertTrue(message.contains("conditional writes"), message);
        try (Stream<Path> left = Files.list(made())) {
            assertEquals(0, left.count(), "the trial is cleared away");
        }
    }
}
