package dev.millrace.log.simulation;

import dev.millrace.log.LogException;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/** The state of a simulated disk: directories, faults to come, and who holds what. Its lock guards all of it. */
final class World {

    private static final long NEVER = -1;
    private static final int[] STORED_PERCENTS = {0, 10, 50, 90, 100};

    /** Entries of a directory, as processes see them and as the disk has them. */
    private record Directory(SortedMap<String, FileContent> seen, SortedMap<String, FileContent> stored) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Random random;
    private final SortedMap<String, Directory> directories = new TreeMap<>();
    private final Set<String> locks = new HashSet<>();
    private long writes;
    private long syncs;
    private long crashAtWrite = NEVER;
    private long crashAtSync = NEVER;
    private long failSync = NEVER;
    private long freeBytes = Long.MAX_VALUE;
    private boolean down;
    private final AtomicLong life = new AtomicLong();

    World(long seed) {
        random = new Random(seed);
    }

    private interface Step<T> {
        T run();
    }

    private <T> T locked(Step<T> step) {
        lock.lock();
        try {
            return step.run();
        } finally {
            lock.unlock();
        }
    }

    private <T> T whileUp(Step<T> step) {
        return locked(() -> {
            if (down) {
                throw isDownException();
            }
            return step.run();
        });
    }

    private static LogException isDownException() {
        return new LogException(LogException.Kind.IO, "The simulated machine is down");
    }

    long life() {
        return life.get();
    }

    long writes() {
        return locked(() -> writes);
    }

    long syncs() {
        return locked(() -> syncs);
    }

    boolean isDown() {
        return locked(() -> down);
    }

    void crashAtWrite(long number) {
        locked(() -> crashAtWrite = number);
    }

    void crashAtSync(long number) {
        locked(() -> crashAtSync = number);
    }

    void failSync(long number) {
        locked(() -> failSync = number);
    }

    void fullAfterBytes(long bytes) {
        locked(() -> freeBytes = bytes);
    }

    void flipBit(String directory, String name, long offset, int bit) {
        FileContent content = find(directory, name);
        locked(() -> {
            content.flipBit(offset, bit);
            return content;
        });
    }

    void makeDirectory(String path) {
        whileUp(() -> directories.computeIfAbsent(path, key -> new Directory(new TreeMap<>(), new TreeMap<>())));
    }

    List<String> list(String directory) {
        return whileUp(() -> new ArrayList<>(at(directory).seen.keySet()));
    }

    List<String> directories(String parent) {
        return whileUp(() -> directories.keySet().stream()
                .filter(path -> path.lastIndexOf('/') == parent.length() && path.startsWith(parent))
                .map(path -> path.substring(parent.length() + 1))
                .toList());
    }

    void deleteDirectory(String path) {
        whileUp(() -> {
            countWrite();
            return directories.keySet().removeIf(key -> key.equals(path) || key.startsWith(path + "/"));
        });
    }

    FileContent create(String directory, String name) {
        return whileUp(() -> {
            if (at(directory).seen.containsKey(name)) {
                throw about(LogException.Kind.FILE_EXISTS, directory, name, "there is such a file already");
            }
            FileContent content = new FileContent();
            boolean crashes = countWrite();
            at(directory).seen.put(name, content);
            downIf(crashes);
            return content;
        });
    }

    FileContent find(String directory, String name) {
        return whileUp(() -> {
            FileContent content = at(directory).seen.get(name);
            if (content == null) {
                throw about(LogException.Kind.FILE_MISSING, directory, name, "there is no such file");
            }
            return content;
        });
    }

    void delete(String directory, String name) {
        whileUp(() -> {
            boolean crashes = countWrite();
            at(directory).seen.remove(name);
            downIf(crashes);
            return name;
        });
    }

    void syncDirectory(String path) {
        whileUp(() -> {
            Directory directory = at(path);
            SyncFault fault = countSync();
            if (fault == SyncFault.NONE) {
                directory.stored.clear();
                directory.stored.putAll(directory.seen);
            } else {
                storeSomeEntries(directory, percent());
            }
            fail(fault, path);
            return directory;
        });
    }

    Closeable lock(String directory) {
        return whileUp(() -> {
            if (!locks.add(directory)) {
                throw about(LogException.Kind.LOCKED, directory, "", "another process uses it");
            }
            long owner = life.get();
            return () -> locked(() -> owner == life.get() && locks.remove(directory));
        });
    }

    int length(FileContent content) {
        return whileUp(content::length);
    }

    int read(FileContent content, long offset, ByteBuffer target) {
        return whileUp(() -> content.read(offset, target));
    }

    void write(String path, FileContent content, long offset, ByteBuffer source) {
        whileUp(() -> {
            boolean crashes = countWrite();
            int wanted = source.remaining();
            int bytes = (int) Math.min(freeBytes, crashes ? random.nextInt(wanted + 1) : wanted);
            content.write(offset, source, bytes);
            freeBytes = freeBytes == Long.MAX_VALUE ? freeBytes : freeBytes - bytes;
            downIf(crashes);
            if (bytes < wanted) {
                throw new LogException(
                        LogException.Kind.DISK_FULL, path + ": the disk is full", path, offset + bytes, null);
            }
            return content;
        });
    }

    void truncate(FileContent content, long length) {
        whileUp(() -> {
            boolean crashes = countWrite();
            if (!crashes || random.nextBoolean()) {
                content.truncate(length);
            }
            downIf(crashes);
            return content;
        });
    }

    void sync(String path, FileContent content) {
        whileUp(() -> {
            SyncFault fault = countSync();
            if (fault == SyncFault.NONE) {
                content.sync();
            } else {
                content.storeSome(random, percent());
                if (fault == SyncFault.FAILS) {
                    content.forgetDirty();
                }
            }
            fail(fault, path);
            return content;
        });
    }

    void killProcess() {
        locked(() -> {
            down = false;
            locks.clear();
            return life.incrementAndGet();
        });
    }

    void crash() {
        locked(() -> {
            int percent = percent();
            Set<FileContent> contents = new HashSet<>();
            for (Directory directory : directories.values()) {
                storeSomeEntries(directory, percent);
                directory.seen.clear();
                directory.seen.putAll(directory.stored);
                for (FileContent content : directory.stored.values()) {
                    if (contents.add(content)) {
                        content.storeSome(random, percent);
                        content.losePower();
                    }
                }
            }
            return contents;
        });
        killProcess();
    }

    private void storeSomeEntries(Directory directory, int percent) {
        Set<String> names = new TreeSet<>(directory.seen.keySet());
        names.addAll(directory.stored.keySet());
        for (String name : names) {
            FileContent seen = directory.seen.get(name);
            if (seen != directory.stored.get(name) && random.nextInt(100) < percent) {
                if (seen == null) {
                    directory.stored.remove(name);
                } else {
                    directory.stored.put(name, seen);
                }
            }
        }
    }

    private Directory at(String path) {
        Directory directory = directories.get(path);
        if (directory == null) {
            throw about(LogException.Kind.FILE_MISSING, path, "", "there is no such directory");
        }
        return directory;
    }

    private int percent() {
        return STORED_PERCENTS[random.nextInt(STORED_PERCENTS.length)];
    }

    private enum SyncFault {
        NONE,
        FAILS,
        CRASHES
    }

    private boolean countWrite() {
        writes++;
        return writes == crashAtWrite;
    }

    private SyncFault countSync() {
        syncs++;
        if (syncs == crashAtSync) {
            return SyncFault.CRASHES;
        }
        return syncs == failSync ? SyncFault.FAILS : SyncFault.NONE;
    }

    private void downIf(boolean crashes) {
        if (crashes) {
            down = true;
            throw isDownException();
        }
    }

    private void fail(SyncFault fault, String path) {
        downIf(fault == SyncFault.CRASHES);
        if (fault == SyncFault.FAILS) {
            throw new LogException(LogException.Kind.IO, path + ": the sync failed", path, -1, null);
        }
    }

    private static LogException about(LogException.Kind kind, String directory, String name, String what) {
        String path = name.isEmpty() ? directory : directory + "/" + name;
        return new LogException(kind, path + ": " + what, path, -1, null);
    }
}
