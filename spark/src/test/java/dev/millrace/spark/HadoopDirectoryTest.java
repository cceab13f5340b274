package dev.millrace.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint on a real HDFS. */
class HadoopDirectoryTest extends SharedCheckpointStorageContract {
    @TempDir
    private static java.nio.file.Path work;

    private static MiniHdfs hdfs;

    private URI location = URI.create("");

    @BeforeAll
    static void start() throws IOException {
        hdfs = new MiniHdfs(work);
    }

    @BeforeEach
    void chooseLocation() {
        location = hdfs.directory("checkpoints/" + UUID.randomUUID());
    }

    @AfterAll
    static void stop() {
        hdfs.close();
    }

    @Override
    URI location() {
        return location;
    }

    private Path file(String path) {
        return new Path(new Path(location), path);
    }

    @Override
    byte[] fileContent(String path) throws IOException {
        try (FSDataInputStream in = hdfs.files().open(file(path))) {
            return in.readAllBytes();
        }
    }

    @Override
    void replaceFile(String path, byte[] content) throws IOException {
        try (FSDataOutputStream out = hdfs.files().create(file(path), true)) {
            out.write(content);
        }
    }

    @Override
    void setModified(String path, long millis) throws IOException {
        hdfs.files().setTimes(file(path), millis, -1);
    }

    @Override
    List<String> fileNames(String path) throws IOException {
        List<String> names = new ArrayList<>();
        for (FileStatus status : hdfs.files().listStatus(file(path))) {
            names.add(status.getPath().getName());
        }
        return names;
    }

    @Test
    void aNameNodeThatIsRestartedHasAllThatWasCreated() throws IOException {
        driver().create(object("batches/1", "one"));
        hdfs.restartNameNode();
        assertEquals(Kind.INTERNAL, refusal(() -> driver().create(object("batches/1", "again"))));
        driver().create(object("batches/2", "two"));
        assertEquals(List.of("batches/1", "batches/2"), executor().list("batches/"));
        assertEquals("one", UTF_8.decode(executor().read("batches/1")).toString());
    }

    @Test
    void aWriterThatIsKilledBeforeItRenamesHasCreatedNothing() throws Exception {
        driver();
        Process writer = new ProcessBuilder(
                        java.nio.file.Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWriter.class.getName(),
                        location.toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines = writer.inputReader(UTF_8)) {
            List<String> said = new ArrayList<>();
            while (!said.contains(KilledWriter.BEFORE_RENAME)) {
                said.add(Objects.requireNonNull(lines.readLine(), () -> "it ended: " + said));
            }
        } finally {
            writer.destroyForcibly().waitFor();
        }
        assertTrue(fileNames("batches").get(0).startsWith(ObjectFiles.TEMPORARY), "it was written");
        assertEquals(List.of(), driver().list(""));
        driver().create(object("batches/1", "by another"));
        assertEquals("by another", UTF_8.decode(driver().read("batches/1")).toString());
    }

    @Test
    void fileSystemsOfWhichNobodyKnowsThatTheyAreSafeAreRefused() {
        MillraceException unknown = assertThrows(
                MillraceException.class,
                () -> SharedCheckpointStorage.create(
                        URI.create("webhdfs://127.0.0.1:" + hdfs.directory("").getPort() + "/checkpoint")));
        assertEquals(Kind.CONFIGURATION, unknown.kind());
        assertTrue(String.valueOf(unknown.getMessage()).contains("hdfs://"), unknown.getMessage());
        MillraceException missing = assertThrows(
                MillraceException.class, () -> SharedCheckpointStorage.create(URI.create("s3a://bucket/checkpoint")));
        assertEquals(Kind.CONFIGURATION, missing.kind());
        assertTrue(String.valueOf(missing.getMessage()).contains("S3AFileSystem not found"), missing.getMessage());
        assertEquals(
                Kind.CONFIGURATION,
                refusal(() -> SharedCheckpointStorage.create(URI.create("hdfs://no-such-host.invalid/checkpoint"))));
    }
}
