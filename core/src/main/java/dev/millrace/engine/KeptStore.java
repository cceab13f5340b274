package dev.millrace.engine;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.serde.Serdes;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The memory and the files of an engine for what programs persist. Any task. */
final class KeptStore implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger("dev.millrace.engine");

    private final KeptSettings settings;
    private final AtomicLong bytesInMemory = new AtomicLong();
    private final AtomicLong files = new AtomicLong();
    private final ReentrantLock opening = new ReentrantLock();
    private final ReferenceQueue<PersistNode> collected = new ReferenceQueue<>();
    private final Set<Abandoned> watched = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Path directory;

    /** What a node kept, for when the program has forgotten the node. */
    private static final class Abandoned extends WeakReference<PersistNode> {
        private final KeptPartitions partitions;

        private Abandoned(PersistNode node, KeptPartitions partitions, ReferenceQueue<PersistNode> queue) {
            super(node, queue);
            this.partitions = partitions;
        }
    }

    KeptStore(KeptSettings settings) {
        this.settings = settings;
    }

    Serdes serdes() {
        return settings.serdes();
    }

    /** Whether there was room; then it is taken. */
    boolean reserve(long bytes) {
        long taken = bytesInMemory.addAndGet(bytes);
        if (taken <= settings.memoryBytesMax()) {
            return true;
        }
        bytesInMemory.addAndGet(-bytes);
        return false;
    }

    void release(long bytes) {
        bytesInMemory.addAndGet(-bytes);
    }

    long bytesInMemory() {
        return bytesInMemory.get();
    }

    /** A file that isn't there yet. */
    Path newFile() {
        return open().resolve("kept-" + files.incrementAndGet());
    }

    private Path open() {
        Path known = directory;
        if (known != null) {
            return known;
        }
        opening.lock();
        try {
            Path made = directory;
            if (made == null) {
                made = Files.createTempDirectory(settings.directory(), "millrace-kept-");
                directory = made;
            }
            return made;
        } catch (IOException e) {
            throw new MillraceException(
                    Kind.EXTERNAL_SYSTEM,
                    "no directory for what is kept on disk can be made in " + settings.directory() + ": " + e
                            + ". keptDirectory(…) names another place",
                    e);
        } finally {
            opening.unlock();
        }
    }

    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "could not delete " + file, e);
        }
    }

    /** A node that keeps its partitions longer than a batch: they go when nobody can read them any more. */
    void watch(PersistNode node, KeptPartitions partitions) {
        watched.add(new Abandoned(node, partitions, collected));
    }

    /** A batch is over: lets go of what nobody can read. */
    void tidy() {
        for (Reference<?> gone = collected.poll(); gone != null; gone = collected.poll()) {
            if (gone instanceof Abandoned abandoned && watched.remove(abandoned)) {
                abandoned.partitions.release();
            }
        }
    }

    @Override
    public void close() {
        Path made = directory;
        if (made != null) {
            try (var left = Files.newDirectoryStream(made)) {
                left.forEach(KeptStore::delete);
                Files.deleteIfExists(made);
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, "could not delete " + made, e);
            }
        }
    }
}
