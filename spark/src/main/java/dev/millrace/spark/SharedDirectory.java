package dev.millrace.spark;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.storage.StoredObject;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
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
final class SharedDirectory implements SharedCheckpointStorage {

    private final Path directory;

    private SharedDirectory(Path directory) {
        this.directory = directory;
    }

    /** The checkpoint in a directory, which is made if it isn't there. */
    static SharedDirectory create(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        try {
            Files.createDirectories(absolute);
        } catch (IOException e) {
            throw new MillraceException(Kind.CONFIGURATION, "checkpoint directory " + absolute + ": " + e, e);
        }
        return new SharedDirectory(absolute);
    }

    /** The checkpoint that the driver has opened there, in an executor. */
    static SharedDirectory at(Path directory) {
        return new SharedDirectory(directory);
    }

    @Override
    public URI location() {
        return directory.toUri();
    }

    @Override
    public void create(List<StoredObject> objects) {
        Set<Path> changed = new LinkedHashSet<>();
        for (StoredObject object : objects) {
            Path file = file(object.name());
            try {
                Path parent = parent(file);
                makeDirectory(parent, changed);
                write(object, parent.resolve(ObjectFiles.TEMPORARY + UUID.randomUUID()), file);
                changed.add(parent);
            } catch (FileAlreadyExistsException e) {
                throw ObjectFiles.isThereAlready(object.name(), e);
            } catch (IOException e) {
                throw ObjectFiles.failed("writing", object.name(), e);
            }
        }
        changed.forEach(SharedDirectory::syncDirectory);
    }

    private Path file(String name) {
        return directory.resolve(ObjectFiles.path(name));
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw new MillraceException(Kind.INTERNAL, file + " lies in no directory");
        }
        return parent;
    }

    private void makeDirectory(Path wanted, Set<Path> changed) throws IOException {
        for (Path at = wanted; !Files.isDirectory(at); at = parent(at)) {
            changed.add(parent(at));
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
            throw ObjectFiles.failed("syncing", changed.toString(), e);
        }
    }

    @Override
    public ByteBuffer read(String name) {
        try {
            byte[] bytes = Files.readAllBytes(file(name));
            return ObjectFiles.decode(bytes, directory + ", object '" + name + "'");
        } catch (NoSuchFileException e) {
            throw ObjectFiles.isNotThere(directory, name, e);
        } catch (IOException e) {
            throw ObjectFiles.failed("reading", name, e);
        }
    }

    @Override
    public List<String> list(String prefix) {
        Path from = file(prefix.substring(0, prefix.lastIndexOf('/') + 1));
        if (!Files.isDirectory(from)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(from)) {
            return files.filter(file -> !String.valueOf(file.getFileName()).startsWith(ObjectFiles.TEMPORARY))
                    .filter(Files::isRegularFile)
                    .map(file -> ObjectFiles.name(directory.relativize(file).toString()))
                    .filter(name -> name.startsWith(prefix))
                    .sorted()
                    .toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            throw ObjectFiles.failed("listing", prefix, e);
        }
    }

    @Override
    public void delete(Collection<String> names) {
        for (String name : names) {
            try {
                Files.deleteIfExists(file(name));
            } catch (IOException e) {
                throw ObjectFiles.failed("deleting", name, e);
            }
        }
    }

    @Override
    public void deleteUnfinishedBefore(String object) {
        try (Stream<Path> files = Files.walk(directory)) {
            FileTime limit = FileTime.from(
                    Files.getLastModifiedTime(file(object)).toInstant().minus(ObjectFiles.LEFT_BEHIND));
            for (Path file : files.filter(
                            path -> String.valueOf(path.getFileName()).startsWith(ObjectFiles.TEMPORARY))
                    .toList()) {
                if (isOlder(file, limit)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            throw ObjectFiles.failed("clearing up before", object, e);
        }
    }

    private static boolean isOlder(Path file, FileTime limit) throws IOException {
        try {
            return Files.getLastModifiedTime(file).compareTo(limit) < 0;
        } catch (NoSuchFileException e) {
            return false; // it has got its name meanwhile
        }
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
