package dev.millrace.file;

import java.io.IOException;
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

/** Steps on files that survive a power loss, each of which may be done twice. */
final class DurableFiles {
    private static final boolean WINDOWS =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("windows");

    private DurableFiles() {}

    /** Makes a directory and those above it, durably. */
    static void createDirectories(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.getParent();
        if (parent != null) {
            createDirectories(parent);
        }
        Files.createDirectories(directory);
        if (parent != null) {
            syncDirectory(parent);
        }
    }

    /** Makes the entries of a directory durable. */
    static void syncDirectory(Path directory) throws IOException {
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

    static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Moves a file, unless it has been moved before. */
    static void moveUnlessMoved(Path from, Path to) throws IOException {
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

    static void deleteRecursively(Path path) throws IOException {
        List<Path> inner;
        try (Stream<Path> paths = Files.walk(path)) {
            inner = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : inner) {
            Files.deleteIfExists(each);
        }
    }
}
