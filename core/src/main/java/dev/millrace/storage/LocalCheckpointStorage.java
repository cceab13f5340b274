package dev.millrace.storage;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.log.Disk;
import dev.millrace.log.LocalDisk;
import dev.millrace.log.LogCursor;
import dev.millrace.log.LogEnvironment;
import dev.millrace.log.LogException;
import dev.millrace.log.LogSettings;
import dev.millrace.log.SegmentedLog;
import dev.millrace.log.SyncPolicy;
import java.io.Closeable;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint in a local directory, which it locks: small objects are records of one log, so that several become durable
 * with one sync; large ones are files of their own. The index is rebuilt when it is opened. When little of the log is
 * still needed, that little is appended again and the rest is cut off. Any thread may call.
 */
public final class LocalCheckpointStorage implements CheckpointStorage {
    static final int LARGE_OBJECT_BYTES = 256 << 10;
    private static final long SEGMENT_BYTES = 16L << 20;
    private static final String BLOCKS = "blocks";
    private static final int NAME_LENGTH_MAX = 150;
    private static final Entry RESERVED = new Entry(-1, "", -1);

    private final Disk disk;
    private final Closeable lock;
    private final SegmentedLog log;
    private final LargeObjects largeObjects;
    private final NavigableMap<String, Entry> index = new ConcurrentSkipListMap<>();
    private final AtomicLong liveBytes = new AtomicLong();
    private final Queue<DeletedFile> deletedFiles = new ConcurrentLinkedQueue<>();
    /** Held for reading while objects are being created, so that compaction never cuts off one not yet in the index. */
    private final ReentrantReadWriteLock compaction = new ReentrantReadWriteLock();

    private final long compactAboveBytes;
    private final SyncPolicy syncPolicy;
    private final LogEnvironment environment;

    /** Where an object lies: in the log at a position, or in a file. Lengths are of the content. */
    private record Entry(long position, String file, long length) {
        boolean isLarge() {
            return !file.isEmpty();
        }

        /** Being created: nobody may see it yet. */
        boolean isReserved() {
            return position < 0;
        }
    }

    /** A file that may be deleted once its tombstone, which ends at this position, is durable. */
    private record DeletedFile(long tombstoneEnd, String file) {}

    /** Where it lies and what for; made before anything is read. */
    private record Place(Disk disk, SyncPolicy syncPolicy, LogEnvironment environment, long compactAboveBytes) {}

    private LocalCheckpointStorage(Place place, Closeable lock, SegmentedLog log) {
        this.disk = place.disk();
        this.lock = lock;
        this.log = log;
        this.compactAboveBytes = place.compactAboveBytes();
        this.syncPolicy = place.syncPolicy();
        this.environment = place.environment();
        boolean syncs = !(syncPolicy instanceof SyncPolicy.OperatingSystem);
        this.largeObjects = new LargeObjects(disk.directory("objects"), syncs, log.endPosition());
        load();
    }

    /**
     * Opens the checkpoint of a directory, or begins one.
     *
     * @throws MillraceException CONFIGURATION if the directory can't be used, is in use by another process or of a newer
     *     format; CORRUPT_DATA if what it holds is damaged
     */
    public static LocalCheckpointStorage open(Path directory, SyncPolicy syncPolicy) {
        Disk local;
        try {
            local = LocalDisk.open(directory);
        } catch (LogException e) {
            throw StorageFailures.atOpen(directory.toString(), e);
        }
        return open(local, syncPolicy, LogEnvironment.shared());
    }

    /** The same on any disk: a simulation passes its own. */
    public static LocalCheckpointStorage open(Disk disk, SyncPolicy syncPolicy, LogEnvironment environment) {
        return open(disk, syncPolicy, environment, 4 * SEGMENT_BYTES);
    }

    static LocalCheckpointStorage open(
            Disk disk, SyncPolicy syncPolicy, LogEnvironment environment, long compactAboveBytes) {
        Closeable lock = null;
        SegmentedLog log = null;
        try {
            lock = disk.lock();
            LogSettings settings = LogSettings.defaults()
                    .withSyncPolicy(syncPolicy)
                    .withSegmentBytes(Math.min(SEGMENT_BYTES, Math.max(5L << 20, compactAboveBytes)));
            log = SegmentedLog.open(disk.directory("log"), settings, environment);
            Place place = new Place(disk, syncPolicy, environment, compactAboveBytes);
            return new LocalCheckpointStorage(place, lock, log);
        } catch (LogException e) {
            release(log, lock);
            throw StorageFailures.atOpen(disk.path(), e);
        } catch (RuntimeException | Error e) {
            release(log, lock);
            throw e;
        }
    }

    private void load() {
        long last = log.startPosition();
        try (LogCursor cursor = log.read(last)) {
            while (cursor.next()) {
                take(ObjectRecord.parse(cursor.record(), disk.path() + "/log", cursor.position()), cursor.position());
            }
        }
        Set<String> files = new HashSet<>();
        for (Entry entry : index.values()) {
            if (entry.isLarge()) {
                files.add(entry.file());
            } else {
                liveBytes.addAndGet(entry.length());
            }
        }
        largeObjects.keepOnly(files);
    }

    private void take(ObjectRecord record, long position) {
        if (record instanceof ObjectRecord.Small small) {
            index.put(small.name(), new Entry(position, "", small.content().remaining()));
        } else if (record instanceof ObjectRecord.Large large) {
            index.put(large.name(), new Entry(position, large.file(), large.length()));
        } else if (record instanceof ObjectRecord.Deletion deletion) {
            deletion.names().forEach(index::remove);
        }
    }

    @Override
    public void create(List<StoredObject> objects) {
        create(objects, true);
    }

    /** The log keeps the order in which objects came: what is durable in it has all that was before. */
    @Override
    public void createAhead(List<StoredObject> objects) {
        create(objects, false);
    }

    private void create(List<StoredObject> objects, boolean areAwaited) {
        List<String> reserved = new ArrayList<>(objects.size());
        compaction.readLock().lock();
        try {
            for (StoredObject object : objects) {
                if (index.putIfAbsent(object.name(), RESERVED) != null) {
                    throw new MillraceException(
                            Kind.INTERNAL, "checkpoint object '" + object.name() + "' is there already");
                }
                reserved.add(object.name());
            }
            List<Entry> entries = append(objects);
            if (areAwaited) {
                log.awaitCommitted(log.endPosition());
            }
            for (int i = 0; i < objects.size(); i++) {
                index.put(objects.get(i).name(), entries.get(i));
            }
            reserved.clear();
            deleteFiles();
        } catch (LogException e) {
            throw StorageFailures.of("the checkpoint in " + disk.path() + " can't be written", e);
        } finally {
            compaction.readLock().unlock();
            reserved.forEach(index::remove);
        }
    }

    private List<Entry> append(List<StoredObject> objects) {
        List<Entry> entries = new ArrayList<>(objects.size());
        boolean madeFiles = false;
        for (StoredObject object : objects) {
            if (object.content().remaining() > LARGE_OBJECT_BYTES) {
                String file = largeObjects.write(object.content());
                entries.add(new Entry(0, file, object.content().remaining()));
                madeFiles = true;
            } else {
                entries.add(new Entry(0, "", object.content().remaining()));
            }
        }
        if (madeFiles) {
            largeObjects.syncDirectory();
        }
        for (int i = 0; i < objects.size(); i++) {
            StoredObject object = objects.get(i);
            Entry entry = entries.get(i);
            long position;
            if (entry.isLarge()) {
                position = log.append(ObjectRecord.large(object.name(), entry.file(), entry.length()));
            } else {
                position = appendSmall(object.name(), object.content());
                liveBytes.addAndGet(entry.length());
            }
            entries.set(i, new Entry(position, entry.file(), entry.length()));
        }
        return entries;
    }

    private long appendSmall(String name, ByteBuffer content) {
        return log.append(new ByteBuffer[] {ObjectRecord.header(name), content.duplicate()});
    }

    @Override
    public ByteBuffer read(String name) {
        Entry entry = index.get(name);
        if (entry == null || entry.isReserved()) {
            throw new MillraceException(
                    Kind.CORRUPT_DATA, "checkpoint " + disk.path() + " has no object '" + name + "'");
        }
        try {
            return entry.isLarge() ? largeObjects.read(entry.file(), entry.length()) : readSmall(entry);
        } catch (LogException e) {
            throw StorageFailures.of("checkpoint object '" + name + "' can't be read", e);
        }
    }

    private ByteBuffer readSmall(Entry entry) {
        if (entry.position() >= log.committedPosition()) {
            log.awaitCommitted(log.endPosition());
        }
        try (LogCursor cursor = log.read(entry.position())) {
            if (!cursor.next()) {
                throw new MillraceException(
                        Kind.INTERNAL, "the log in " + disk.path() + " ends before position " + entry.position());
            }
            ObjectRecord record = ObjectRecord.parse(cursor.record(), disk.path() + "/log", cursor.position());
            if (record instanceof ObjectRecord.Small small) {
                ByteBuffer copy = ByteBuffer.allocate(small.content().remaining());
                return copy.put(small.content()).flip();
            }
            throw new MillraceException(
                    Kind.INTERNAL, "the log in " + disk.path() + " has no object at position " + entry.position());
        }
    }

    @Override
    public List<String> list(String prefix) {
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, Entry> entry : index.tailMap(prefix, true).entrySet()) {
            if (!entry.getKey().startsWith(prefix)) {
                break;
            }
            if (!entry.getValue().isReserved()) {
                names.add(entry.getKey());
            }
        }
        return names;
    }

    @Override
    public void delete(Collection<String> names) {
        List<String> there = new ArrayList<>();
        List<String> files = new ArrayList<>();
        for (String name : names) {
            Entry entry = index.get(name);
            if (entry != null && !entry.isReserved() && index.remove(name, entry)) {
                there.add(name);
                if (entry.isLarge()) {
                    files.add(entry.file());
                } else {
                    liveBytes.addAndGet(-entry.length());
                }
            }
        }
        if (there.isEmpty()) {
            return;
        }
        try {
            log.append(ObjectRecord.deletion(there));
            long end = log.endPosition();
            files.forEach(file -> deletedFiles.add(new DeletedFile(end, file)));
            compactIfWorthwhile();
        } catch (LogException e) {
            throw StorageFailures.of("the checkpoint in " + disk.path() + " can't be tidied up", e);
        }
    }

    /** Deletes files whose objects are durably gone. */
    private void deleteFiles() {
        DeletedFile next = deletedFiles.peek();
        while (next != null && next.tombstoneEnd() <= log.committedPosition()) {
            if (deletedFiles.remove(next)) {
                largeObjects.delete(next.file());
            }
            next = deletedFiles.peek();
        }
    }

    private void compactIfWorthwhile() {
        long span = log.endPosition() - log.startPosition();
        if (span <= compactAboveBytes + 4 * liveBytes.get()) {
            return;
        }
        compaction.writeLock().lock();
        try {
            compact(log.startPosition() + span / 2);
        } finally {
            compaction.writeLock().unlock();
        }
    }

    /** Appends again what lies before {@code target} and is still needed, then cuts the log's head off. */
    private void compact(long target) {
        for (Map.Entry<String, Entry> object : List.copyOf(index.entrySet())) {
            Entry entry = object.getValue();
            if (!entry.isReserved() && entry.position() < target) {
                long position = entry.isLarge()
                        ? log.append(ObjectRecord.large(object.getKey(), entry.file(), entry.length()))
                        : appendSmall(object.getKey(), readSmall(entry));
                if (!index.replace(object.getKey(), entry, new Entry(position, entry.file(), entry.length()))) {
                    // Deleted meanwhile: its tombstone may lie before the copy.
                    log.append(ObjectRecord.deletion(List.of(object.getKey())));
                }
            }
        }
        log.awaitCommitted(log.endPosition());
        log.trimBefore(target);
    }

    /** A segmented log of its own, in a directory of this checkpoint. */
    @Override
    public BlockLog openBlockLog(String source) {
        return SegmentedBlockLog.open(disk.directory(BLOCKS).directory(directoryOf(source)), syncPolicy, environment);
    }

    @Override
    public List<Block> blocksLeft(String source) {
        try {
            return hasBlockLog(directoryOf(source)) ? CheckpointStorage.super.blocksLeft(source) : List.of();
        } catch (LogException e) {
            throw StorageFailures.of("the block log of '" + source + "' can't be read", e);
        }
    }

    @Override
    public void deleteBlockLog(String source) {
        String directory = directoryOf(source);
        try {
            if (hasBlockLog(directory)) {
                disk.directory(BLOCKS).deleteDirectory(directory);
            }
        } catch (LogException e) {
            throw StorageFailures.of("the block log of '" + source + "' can't be deleted", e);
        }
    }

    private boolean hasBlockLog(String directory) {
        return disk.directories().contains(BLOCKS)
                && disk.directory(BLOCKS).directories().contains(directory);
    }

    /** A name that every file system takes. */
    private static String directoryOf(String source) {
        String encoded = URLEncoder.encode(source, StandardCharsets.UTF_8).replace("*", "%2A");
        String visible = encoded.startsWith(".") ? "%2E" + encoded.substring(1) : encoded;
        return visible.length() <= NAME_LENGTH_MAX
                ? visible
                : visible.substring(0, NAME_LENGTH_MAX)
                        + UUID.nameUUIDFromBytes(source.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean isExclusive() {
        return true;
    }

    @Override
    public void close() {
        release(log, lock);
    }

    private static void release(@Nullable SegmentedLog log, @Nullable Closeable lock) {
        if (log != null) {
            try {
                log.close();
            } catch (LogException e) {
                unlock(lock);
                throw StorageFailures.of("the checkpoint can't be closed", e);
            }
        }
        unlock(lock);
    }

    private static void unlock(@Nullable Closeable lock) {
        if (lock != null) {
            try {
                lock.close();
            } catch (IOException e) {
                throw new MillraceException(Kind.EXTERNAL_SYSTEM, "a checkpoint's lock can't be released: " + e, e);
            }
        }
    }
}
