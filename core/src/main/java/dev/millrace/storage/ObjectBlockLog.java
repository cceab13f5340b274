package dev.millrace.storage;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Blocks as objects of a checkpoint, numbered without a gap, each created only when the one before is there. Whoever waits
 * first writes all that is pending as one object. A start takes the next number for itself, so a driver that was replaced
 * fails at its next block, before it has acknowledged anything. Any thread.
 */
final class ObjectBlockLog implements BlockLog {
    private static final int PENDING_BYTES_MAX = 16 << 20;

    private final CheckpointStorage storage;
    private final String prefix;
    private final BlockReader reader;
    private final List<Block> found = new ArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition written = lock.newCondition();
    private List<Block> pending = new ArrayList<>();
    private List<ByteBuffer> contents = new ArrayList<>();
    private int pendingBytes;
    private boolean writing;
    /** The object that pending blocks will be in. */
    private long nextNumber;
    /** Records before it are durable. */
    private long durable;

    private long firstKept;
    private @Nullable MillraceException failure;

    private ObjectBlockLog(CheckpointStorage storage, String prefix, BlockReader reader) {
        this.storage = storage;
        this.prefix = prefix;
        this.reader = reader;
    }

    /** Takes over what lies under the prefix. */
    static ObjectBlockLog open(CheckpointStorage storage, String prefix, BlockReader reader) {
        ObjectBlockLog opened = new ObjectBlockLog(storage, prefix, reader);
        opened.claim();
        opened.load();
        return opened;
    }

    private void claim() {
        while (true) {
            long next = end(storage.list(prefix));
            try {
                String name = BlockObject.name(prefix, next);
                storage.create(new StoredObject(name, BlockObject.encode(List.of(), List.of())));
                nextNumber = next + 1;
                return;
            } catch (MillraceException e) {
                if (end(storage.list(prefix)) <= next) {
                    throw e; // nobody else took the number
                }
            }
        }
    }

    private long end(List<String> names) {
        return names.isEmpty() ? 0 : BlockObject.number(prefix, names.get(names.size() - 1)) + 1;
    }

    private void load() {
        firstKept = nextNumber - 1;
        for (String name : storage.list(prefix)) {
            long number = BlockObject.number(prefix, name);
            if (number < nextNumber) {
                firstKept = Math.min(firstKept, number);
                found.addAll(BlockObject.blocks(number, storage.read(name), name));
            }
        }
    }

    @Override
    public List<Block> found() {
        return List.copyOf(found);
    }

    @Override
    public Block append(long first, int records, ByteBuffer content) {
        lock.lock();
        try {
            while (pendingBytes >= PENDING_BYTES_MAX || pending.size() == BlockObject.BLOCKS_MAX) {
                if (!wrote()) {
                    written.awaitUninterruptibly();
                }
            }
            throwIfFailed();
            Block block = new Block(first, records, content.remaining(), BlockObject.place(nextNumber, pending.size()));
            pending.add(block);
            contents.add(content);
            pendingBytes += content.remaining();
            return block;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void awaitDurable(Block block) {
        lock.lock();
        try {
            while (durable < block.until()) {
                if (!wrote()) {
                    written.awaitUninterruptibly();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Writes what is pending, unless somebody else writes. With the lock, which is given back meanwhile. */
    private boolean wrote() {
        throwIfFailed();
        if (!writing) {
            write();
            return true;
        }
        return false;
    }

    private void write() {
        List<Block> blocks = pending;
        StoredObject object =
                new StoredObject(BlockObject.name(prefix, nextNumber), BlockObject.encode(blocks, contents));
        pending = new ArrayList<>();
        contents = new ArrayList<>();
        pendingBytes = 0;
        nextNumber++;
        writing = true;
        lock.unlock();
        MillraceException failed = null;
        try {
            storage.create(object);
        } catch (MillraceException e) {
            failed = explained(object.name(), e);
        } catch (RuntimeException | Error e) {
            failed = new MillraceException(Kind.INTERNAL, "writing blocks threw " + e, e);
        }
        lock.lock();
        writing = false;
        if (failed == null) {
            durable = blocks.get(blocks.size() - 1).until();
        } else {
            failure = failed;
        }
        written.signalAll();
    }

    private MillraceException explained(String name, MillraceException e) {
        if (!storage.list(name).contains(name)) {
            return e;
        }
        return new MillraceException(
                Kind.CONFIGURATION,
                "block object '" + name + "' was made by somebody else: a later start of the program has taken over"
                        + " (or the answer to its creation was lost)",
                e);
    }

    private void throwIfFailed() {
        if (failure != null) {
            throw new MillraceException(
                    failure.kind(),
                    "no block is taken any more since one could not be written: " + failure.getMessage(),
                    failure);
        }
    }

    @Override
    public BlockReader reader() {
        return reader;
    }

    /** The last object stays: the next start numbers its own after it. */
    @Override
    public void delete(List<Block> oldest, @Nullable Block next) {
        List<String> names = new ArrayList<>();
        lock.lock();
        try {
            long last = nextNumber - (writing ? 2 : 1);
            long until = next == null ? last : Math.min(last, BlockObject.numberOf(next));
            for (; firstKept < until; firstKept++) {
                names.add(BlockObject.name(prefix, firstKept));
            }
        } finally {
            lock.unlock();
        }
        if (!names.isEmpty()) {
            storage.delete(names);
        }
    }

    @Override
    public void close() {
        // Nothing is held open.
    }
}
