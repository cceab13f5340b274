package dev.millrace.spark;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.storage.CheckpointStorage;
import dev.millrace.storage.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A checkpoint in a directory that the driver and all executors reach under the same path: a file for each object, written
 * under a name of its own, synced, then linked to its real name, which fails if that is taken. Nothing is locked: a driver
 * that was replaced finds out when it appends to the batch log. Any thread of any process.
 */
final class SharedCheckpointStorage implements CheckpointStorage {
    private static final String TEMPORARY = ".tmp-";

    private final Path directory;

    private SharedCheckpointStorage(Path directory) {
        this.directory = directory;
    }

    /** The checkpoint in a directory, which is made if it isn't there. */
    static SharedCheckpointStorage create(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        try {
            Files.createDirectories(absolute);
        } catch (IOException e) {
            throw new MillraceException(Kind.CONFIGURATION, "checkpoint directory " + absolute + ": " + e, e);
        }
        return new SharedCheckpointStorage(absolute);
    }

    /** The checkpoint that the driver has opened there, in an executor. */
    static SharedCheckpointStorage at(String location) {
        return new SharedCheckpointStorage(Path.of(location));
    }

    String location() {
        return directory.toString();
    }

    @Override
    public void create(List<StoredObject> objects) {
        Set<Path> changed = new LinkedHashSet<>();
        for (StoredObject object : objects) {
            Path file = ObjectFiles.path(directory, object.name());
            try {
                Path parent = ObjectFiles.parent(file);
                makeDirectory(parent, changed);
                write(object, parent.resolve(TEMPORARY + UUID.randomUUID()), file);
                changed.add(parent);
            } catch (FileAlreadyExistsException e) {
                throw new MillraceException(
                        Kind.INTERNAL, "checkpoint object '" + object.name() + "' is there already", e);
            } catch (IOException e) {
                throw failed("writing", object.name(), e);
            }
        }
        changed.forEach(SharedCheckpointStorage::syncDirectory);
    }

    private void makeDirectory(Path wanted, Set<Path> changed) throws IOException {
        for (Path at = wanted; !Files.isDirectory(at); at = ObjectFiles.parent(at)) {
            changed.add(ObjectFiles.parent(at));
        }
        Files.createDirectories(wanted);
    }

    private static void write(StoredObject object, Path temporary, Path file) throws IOException {
        try {
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                for (ByteBuffer buffer : ObjectFiles.encode(object.content())) {
                    while (buffer.hasRemaining()) {
                        channel.write(buffer);
                    }
                }
                channel.force(true);
            }
            Files.createLink(file, temporary);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void syncDirectory(Path changed) {
        try (FileChannel channel = FileChannel.open(changed, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            throw failed("syncing", changed.toString(), e);
        }
    }

    @Override
    public ByteBuffer read(String name) {
        try {
            byte[] bytes = Files.readAllBytes(ObjectFiles.path(directory, name));
            return ObjectFiles.decode(bytes, directory + ", object '" + name + "'");
        } catch (NoSuchFileException e) {
            throw new MillraceException(
                    Kind.CORRUPT_DATA, "checkpoint " + directory + " has no object '" + name + "'", e);
        } catch (IOException e) {
            throw failed("reading", name, e);
        }
    }

    @Override
    public List<String> list(String prefix) {
        Path from = ObjectFiles.path(directory, prefix.substring(0, prefix.lastIndexOf('/') + 1));
        if (!Files.isDirectory(from)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(from)) {
            return files.filter(file -> !String.valueOf(file.getFileName()).startsWith(TEMPORARY))
                    .filter(Files::isRegularFile)
                    .map(file -> ObjectFiles.name(directory, file))
                    .filter(name -> name.startsWith(prefix))
                    .sorted()
                    .toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            throw failed("listing", prefix, e);
        }
    }

    @Override
    public void delete(Collection<String> names) {
        for (String name : names) {
            try {
                Files.deleteIfExists(ObjectFiles.path(directory, name));
            } catch (IOException e) {
                throw failed("deleting", name, e);
            }
        }
    }

    private static MillraceException failed(String doing, String what, Exception e) {
        return new MillraceException(
                Kind.EXTERNAL_SYSTEM, "the shared checkpoint: " + doing + " '" + what + "' failed: " + e, e);
    }

    @Override
    public void close() {
        // Nothing is held open between two calls.
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
