package dev.millrace.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.storage.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedCheckpointStorageTest {
    @TempDir
    private Path directory;

    private SharedCheckpointStorage driver = SharedCheckpointStorage.at("");
    private SharedCheckpointStorage executor = driver;

    @BeforeEach
    void open() {
        driver = SharedCheckpointStorage.create(directory.resolve("made/here"));
        executor = SharedCheckpointStorage.at(driver.location());
    }

    private static StoredObject object(String name, String content) {
        return new StoredObject(name, ByteBuffer.wrap(content.getBytes(UTF_8)));
    }

    private static Kind refusal(Runnable call) {
        return assertThrows(MillraceException.class, call::run).kind();
    }

    @Test
    void whatOneProcessCreatesAllOthersReadListAndDelete() {
        driver.create(List.of(object("batches/1", "one"), object("batches/2", "two"), object("state/a/1", "")));
        assertEquals("two", UTF_8.decode(executor.read("batches/2")).toString());
        assertEquals(0, executor.read("state/a/1").remaining());
        assertEquals(List.of("batches/1", "batches/2"), executor.list("batches/"));
        assertEquals(List.of("batches/2"), executor.list("batches/2"));
        assertEquals(List.of(), executor.list("nothing/"));
        executor.delete(List.of("batches/1", "batches/7"));
        assertEquals(List.of("batches/2"), driver.list("batches/"));
        assertEquals(Kind.CORRUPT_DATA, refusal(() -> driver.read("batches/1")));
    }

    @Test
    void namesOfAnyCharactersAreToldApartAndStayInside() {
        List<String> names = List.of("state/.. /1", "state/../1", "state/./1", "state/ä b%/1", "state/a*b:c/1");
        names.forEach(name -> driver.create(object(name, name)));
        names.forEach(
                name -> assertEquals(name, UTF_8.decode(executor.read(name)).toString()));
        assertEquals(names.stream().sorted().toList(), executor.list("state/"));
    }

    @Test
    void ofManyWhoCreateTheSameObjectOneSucceeds() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> attempts = IntStream.range(0, 8)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        try {
                            SharedCheckpointStorage.at(driver.location()).create(object("batches/1", "by " + i));
                            return true;
                        } catch (MillraceException e) {
                            assertEquals(Kind.INTERNAL, e.kind());
                            return false;
                        }
                    })
                    .toList();
            int successes = 0;
            for (Future<Boolean> attempt : threads.invokeAll(attempts)) {
                successes += attempt.get() ? 1 : 0;
            }
            assertEquals(1, successes);
        } finally {
            threads.shutdown();
        }
        assertEquals(List.of("batches/1"), driver.list("batches/"));
        assertEquals(1, files("batches").length, "nothing temporary is left");
    }

    private Path[] files(String part) throws IOException {
        try (var files = Files.list(Path.of(driver.location(), part))) {
            return files.toArray(Path[]::new);
        }
    }

    @Test
    void aFlippedBitATornFileAndANewerVersionAreTold() throws IOException {
        driver.create(object("state/a", "content"));
        Path file = files("state")[0];
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        MillraceException flipped = assertThrows(MillraceException.class, () -> executor.read("state/a"));
        assertEquals(Kind.CORRUPT_DATA, flipped.kind());
        assertTrue(String.valueOf(flipped.getMessage()).contains("state/a"), flipped.getMessage());
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 2));
        assertEquals(Kind.CORRUPT_DATA, refusal(() -> executor.read("state/a")));
        Files.write(file, new byte[3]);
        assertEquals(Kind.CORRUPT_DATA, refusal(() -> executor.read("state/a")));
        bytes[Integer.BYTES] = 2;
        Files.write(file, bytes);
        assertEquals(Kind.CONFIGURATION, refusal(() -> executor.read("state/a")));
    }

    @Test
    void aFileIsWhatItsDocumentationSays() throws IOException {
        driver.create(object("batches/1", "abc"));
        byte[] expected = {'M', 'R', 'S', 'O', 1, 0x36, 0x4b, 0x3f, (byte) 0xb7, 'a', 'b', 'c'};
        assertEquals(ByteBuffer.wrap(expected), ByteBuffer.wrap(Files.readAllBytes(files("batches")[0])));
    }
}
