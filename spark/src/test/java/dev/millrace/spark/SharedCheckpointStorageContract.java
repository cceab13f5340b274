package dev.millrace.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.storage.StoredObject;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the driver and the executors rely on, wherever the checkpoint lies. */
abstract class SharedCheckpointStorageContract {
    private static final long HOUR_MILLIS = 3_600_000;

    private @Nullable SharedCheckpointStorage opened;

    /** A directory for one test, which isn't there yet. */
    abstract URI location();

    /** A file as it lies there, by its path in the checkpoint. */
    abstract byte[] fileContent(String path) throws IOException;

    /** Puts other bytes into a file. */
    abstract void replaceFile(String path, byte[] content) throws IOException;

    abstract void setModified(String path, long millis) throws IOException;

    /** The names of all files in a directory of the checkpoint. */
    abstract List<String> fileNames(String path) throws IOException;

    /** Opens it in the driver, and in an executor: where the configuration is a test's own. */
    SharedCheckpointStorage create(URI location) {
        return SharedCheckpointStorage.create(location);
    }

    SharedCheckpointStorage at(URI location) {
        return SharedCheckpointStorage.at(location);
    }

    /** Opened as the driver does. */
    SharedCheckpointStorage driver() {
        SharedCheckpointStorage driver = opened;
        if (driver == null) {
            driver = create(location());
            opened = driver;
        }
        return driver;
    }

    /** Opened as an executor does. */
    SharedCheckpointStorage executor() {
        return at(driver().location());
    }

    static StoredObject object(String name, String content) {
        return new StoredObject(name, ByteBuffer.wrap(content.getBytes(UTF_8)));
    }

    static Kind refusal(Runnable call) {
        return assertThrows(MillraceException.class, call::run).kind();
    }

    @Test
    void whatOneProcessCreatesAllOthersReadListAndDelete() {
        driver().create(List.of(object("batches/1", "one"), object("batches/2", "two"), object("state/a/1", "")));
        assertEquals("two", UTF_8.decode(executor().read("batches/2")).toString());
        assertEquals(0, executor().read("state/a/1").remaining());
        assertEquals(List.of("batches/1", "batches/2"), executor().list("batches/"));
        assertEquals(List.of("batches/2"), executor().list("batches/2"));
        assertEquals(List.of(), executor().list("nothing/"));
        executor().delete(List.of("batches/1", "batches/7"));
        assertEquals(List.of("batches/2"), driver().list("batches/"));
        assertEquals(Kind.CORRUPT_DATA, refusal(() -> driver().read("batches/1")));
    }

    @Test
    void namesOfAnyCharactersAreToldApartAndStayInside() {
        List<String> names = List.of("state/.. /1", "state/../1", "state/./1", "state/ä b%/1", "state/a*b:c/1");
        names.forEach(name -> driver().create(object(name, name)));
        names.forEach(
                name -> assertEquals(name, UTF_8.decode(executor().read(name)).toString()));
        assertEquals(names.stream().sorted().toList(), executor().list("state/"));
    }

    @Test
    void ofManyWhoCreateTheSameObjectOneSucceeds() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> attempts = IntStream.range(0, 8)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        try {
                            executor().create(object("batches/1", "by " + i));
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
        assertEquals(List.of("batches/1"), driver().list("batches/"));
        assertEquals(List.of("1"), fileNames("batches"), "nothing temporary is left");
    }

    @Test
    void anObjectThatIsThereStaysAsItIs() throws IOException {
        driver().create(object("batches/1", "first"));
        assertEquals(Kind.INTERNAL, refusal(() -> executor().create(object("batches/1", "second"))));
        assertEquals("first", UTF_8.decode(executor().read("batches/1")).toString());
        assertEquals(List.of("1"), fileNames("batches"), "nothing temporary is left");
    }

    @Test
    void largeObjectsComeBackWhole() {
        byte[] large = new byte[5 << 20];
        new Random(1).nextBytes(large);
        driver().create(new StoredObject("state/large", ByteBuffer.wrap(large)));
        assertEquals(ByteBuffer.wrap(large), executor().read("state/large"));
    }

    @Test
    void aFlippedBitATornFileAndANewerVersionAreTold() throws IOException {
        driver().create(object("state/a", "content"));
        byte[] bytes = fileContent("state/a");
        bytes[bytes.length - 1] ^= 1;
        replaceFile("state/a", bytes);
        MillraceException flipped =
                assertThrows(MillraceException.class, () -> executor().read("state/a"));
        assertEquals(Kind.CORRUPT_DATA, flipped.kind());
        assertTrue(String.valueOf(flipped.getMessage()).contains("state/a"), flipped.getMessage());
        bytes[bytes.length - 1] ^= 1;
        replaceFile("state/a", java.util.Arrays.copyOf(bytes, bytes.length - 2));
        assertEquals(Kind.CORRUPT_DATA, refusal(() -> executor().read("state/a")));
        replaceFile("state/a", new byte[3]);
        assertEquals(Kind.CORRUPT_DATA, refusal(() -> executor().read("state/a")));
        bytes[Integer.BYTES] = 2;
        replaceFile("state/a", bytes);
        assertEquals(Kind.CONFIGURATION, refusal(() -> executor().read("state/a")));
    }

    @Test
    void whatKilledWritersLeftIsDeletedOnceItIsOlderThanAStart() throws IOException {
        driver().create(object("batches/1", "done"));
        replaceFile("batches/" + ObjectFiles.TEMPORARY + "old", new byte[3]);
        setModified("batches/" + ObjectFiles.TEMPORARY + "old", System.currentTimeMillis() - HOUR_MILLIS);
        replaceFile("batches/" + ObjectFiles.TEMPORARY + "new", new byte[3]);
        driver().create(object("probe/1", ""));
        driver().deleteUnfinishedBefore("probe/1");
        assertEquals(
                List.of(ObjectFiles.TEMPORARY + "new", "1"),
                fileNames("batches"),
                "whoever began lately may be at work");
        assertEquals(List.of("batches/1"), driver().list("batches/"));
    }

    @Test
    void aFileIsWhatItsDocumentationSays() throws IOException {
        driver().create(object("batches/1", "abc"));
        byte[] expected = {'M', 'R', 'S', 'O', 1, 0x36, 0x4b, 0x3f, (byte) 0xb7, 'a', 'b', 'c'};
        assertEquals(ByteBuffer.wrap(expected), ByteBuffer.wrap(fileContent("batches/1")));
    }
}
