package dev.millrace.file;

import java.io.IOException;
import java.io.Serializable;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Steps on files that survive a power loss, each of which may be done twice. A test overrides {@link #step} and fails. */
class DurableFiles implements Serializable {
    static final DurableFiles PLAIN = new DurableFiles();

    private static final boolean WINDOWS =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("windows");

    /** Called before everything that changes a file or a directory, or makes it durable. */
    void step(String what, Path path) throws IOException {}

    /** A new file to write lines to. */
    LineWriter createLines(Path file) throws IOException {
        step("creating", file);
        return LineWriter.create(file);
    }

    /** All lines written so far are durable when this returns. */
    void sync(LineWriter lines, Path file) throws IOException {
        step("syncing", file);
        lines.sync();
    }

    /** Makes a directory and those above it, durably. */
    void createDirectories(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.getParent();
        if (parent != null) {
            createDirectories(parent);
        }
        createDirectory(directory);
        if (parent != null) {
            syncDirectory(parent);
        }
    }

    /** The same, also where a process that died before its sync has made them. */
    void createDirectoriesForSure(Path directory) throws IOException {
        createDirectories(directory);
        Path parent = directory.getParent();
        while (parent != null && Files.isWritable(parent)) {
            syncDirectory(parent);
            parent = parent.getParent();
        }
    }

    /** Makes one directory, unless another thread was faster. */
    void createDirectory(Path directory) throws IOException {
        step("making", directory);
        Files.createDirectories(directory);
    }

    /** Makes the entries of a directory durable. */
    void syncDirectory(Path directory) throws IOException {
        step("syncing", directory);
        if (WINDOWS) {
            return; // Directories can't be opened there; NTFS logs their changes itself.
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    static long length(Path file) throws IOException {
        return Files.size(file);
    }

    void move(Path from, Path to) throws IOException {
        step("moving", from);
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Moves a file, unless it has been moved before. */
    void moveUnlessMoved(Path from, Path to) throws IOException {
        try {
            move(from, to);
        } catch (NoSuchFileException e) {
            if (!exists(to)) {
                throw e;
            }
        }
    }

    /** What is in a directory; nothing if there is none. */
    static List<Path> list(Path directory) throws IOException {
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            entries.forEach(paths::add);
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return paths;
    }

    void deleteRecursively(Path path) throws IOException {
        List<Path> inner;
        try (Stream<Path> paths = Files.walk(path)) {
            inner = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : inner) {
            delete(each);
        }
    }

    void delete(Path path) throws IOException {
        step("deleting", path);
        Files.deleteIfExists(path);
    }
}
