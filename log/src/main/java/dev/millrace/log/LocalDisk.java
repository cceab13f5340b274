package dev.millrace.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A directory of the local file system. */
public final class LocalDisk implements Disk {
    /** Who finds a directory that another thread makes at the moment must find it synced too. */
    private static final ReentrantLock MAKING = new ReentrantLock();

    private final Path directory;
    private final DirectoryLock directoryLock;

    private LocalDisk(Path directory, DirectoryLock directoryLock) {
        this.directory = directory;
        this.directoryLock = directoryLock;
    }

    /** Opens a directory, making it and those above it if need be. Kind {@code UNUSABLE} if it can't be written. */
    public static LocalDisk open(Path directory) {
        try {
            Path real = make(directory.toAbsolutePath().normalize());
            if (!Files.isWritable(real)) {
                throw new LogException(
                        LogException.Kind.UNUSABLE,
                        "The directory " + real + " can't be written by this user; change its permissions or choose"
                                + " another");
            }
            return new LocalDisk(real, DirectoryLock.outermost(real));
        } catch (IOException e) {
            throw LocalFile.failure("The directory " + directory + " can't be made or used", directory, -1, e);
        }
    }

    @Override
    public List<String> list() {
        return names(Files::isRegularFile);
    }

    @Override
    public long length(String name) {
        try {
            return Files.size(resolve(name));
        } catch (IOException e) {
            throw LocalFile.failure("The length can't be read", resolve(name), -1, e);
        }
    }

    @Override
    public DiskFile create(String name) {
        return LocalFile.open(
                resolve(name), name, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Override
    public DiskFile open(String name) {
        return LocalFile.open(resolve(name), name, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Override
    public void delete(String name) {
        try {
            Files.deleteIfExists(resolve(name));
        } catch (IOException e) {
            throw LocalFile.failure("The file can't be deleted", resolve(name), -1, e);
        }
    }

    @Override
    public void syncDirectory() {
        sync(directory);
    }

    @Override
    public Closeable lock() {
        return directoryLock.acquire();
    }

    @Override
    public Disk directory(String name) {
        try {
            Path inner = make(resolve(name));
            return new LocalDisk(inner, directoryLock.within(inner));
        } catch (IOException e) {
            throw LocalFile.failure("The directory can't be made", resolve(name), -1, e);
        }
    }

    @Override
    public List<String> directories() {
        return names(Files::isDirectory);
    }

    @Override
    public void deleteDirectory(String name) {
        Path inner = resolve(name);
        try {
            if (Files.exists(inner, LinkOption.NOFOLLOW_LINKS)) {
                Files.walkFileTree(inner, new Deletion());
                sync(directory);
            }
        } catch (IOException e) {
            throw LocalFile.failure("The directory can't be deleted", inner, -1, e);
        }
    }

    @Override
    public String path() {
        return directory.toString();
    }

    private Path resolve(String name) {
        Path path = directory.resolve(name);
        if (name.isEmpty() || !directory.equals(path.getParent()) || !path.equals(path.normalize())) {
            throw new IllegalArgumentException("Not the name of a file within " + directory + ": " + name);
        }
        return path;
    }

    private List<String> names(Predicate<Path> kind) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (kind.test(entry)) {
                    names.add(String.valueOf(entry.getFileName()));
                }
            }
        } catch (IOException e) {
            throw LocalFile.failure("The directory can't be listed", directory, -1, e);
        }
        Collections.sort(names);
        return names;
    }

    private static Path make(Path directory) throws IOException {
        MAKING.lock();
        try {
            return makeAndSync(directory);
        } finally {
            MAKING.unlock();
        }
    }

    private static void create(Path directory) throws IOException {
        try {
            Files.createDirectories(directory);
        } catch (NoSuchFileException e) {
            // /proc, say, answers so; no file of ours is missing
            throw new AccessDeniedException(directory.toString(), null, "no directory can be made there");
        }
    }

    /** Makes a directory and syncs those above it that changed. */
    private static Path makeAndSync(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            if (Files.exists(directory)) {
                throw new NotDirectoryException("a file that is no directory is in the way: " + directory);
            }
            Path parent = directory.getParent();
            if (parent != null) {
                makeAndSync(parent);
            }
            create(directory);
            if (parent != null) {
                sync(parent);
            }
        }
        return directory.toRealPath();
    }

    private static void sync(Path directory) {
        if (LocalFile.WINDOWS) {
            return; // Directories can't be opened there; NTFS logs their changes itself.
        }
        try (LocalFile entries = LocalFile.open(directory, ".", StandardOpenOption.READ)) {
            entries.sync();
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
            if (e != null) {
                throw e;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
