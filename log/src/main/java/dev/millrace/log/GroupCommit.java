package dev.millrace.log;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Collects records of many threads and commits them together without a thread of its own. Whoever waits first takes the
 * writing role, writes and syncs all that is pending, tells those who waited for it and hands the role on; meanwhile new
 * records collect in the next buffer. After a failure nothing more is written.
 */
final class GroupCommit {

    private final ReentrantLock lock = new ReentrantLock();
    /** The role was given up, or a group was taken and there is room. */
    private final Condition changed = lock.newCondition();

    private final SegmentWriter writer;
    private final LogEnvironment environment;
    private final SyncPolicy policy;
    private final PendingRecords pending;
    private final int recordBytesMax;

    private final List<Waiter> waiters = new ArrayList<>();
    private boolean writing;
    private boolean syncDue;
    private boolean timerRuns;
    private boolean closed;

    private volatile long committed;
    private volatile @Nullable LogException failure;

    GroupCommit(SegmentWriter writer, LogSettings settings, LogEnvironment environment, long end) {
        this.writer = writer;
        this.environment = environment;
        this.policy = settings.syncPolicy();
        this.recordBytesMax = settings.recordBytesMax();
        this.committed = end;
        // A group goes into one segment whole, and two of them may be in memory at once.
        long groupBytesMax = Math.min(settings.pendingBytesMax() / 2, settings.segmentBytes() - SegmentHeader.BYTES);
        this.pending = new PendingRecords(environment.buffers(), (int) groupBytesMax, end);
    }

    long append(ByteBuffer record) {
        int length = record.remaining();
        lock.lock();
        try {
            awaitRoom(length);
            return pending.append(record);
        } finally {
            lock.unlock();
        }
    }

    long append(ByteBuffer[] parts) {
        long length = 0;
        for (ByteBuffer part : parts) {
            length += part.remaining();
        }
        lock.lock();
        try {
            awaitRoom(length);
            return pending.append(parts, (int) length);
        } finally {
            lock.unlock();
        }
    }

    long end() {
        lock.lock();
        try {
            return pending.end();
        } finally {
            lock.unlock();
        }
    }

    long committed() {
        return committed;
    }

    void await(long position) {
        if (position <= committed) {
            return;
        }
        Waiter waiter = Waiter.currentThread(position);
        if (enlist(waiter) || waiter.park()) {
            lead();
        }
        waiter.throwFailure();
    }

    CompletableFuture<Void> future(long position) {
        if (position <= committed) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> future = new CompletableFuture<>();
        if (enlist(Waiter.future(position, future))) {
            environment.scheduler().execute(this::lead);
        }
        return future;
    }

    /** Runs something that needs the files while nobody writes, everything pending written and synced before. */
    void exclusively(Runnable action) {
        takeRole(false);
        try {
            round(true);
            throwFailure();
            action.run();
        } finally {
            passRole();
        }
    }

    /** Writes and syncs what is pending unless it failed before; afterwards every call throws {@code CLOSED}. */
    void close() {
        takeRole(true);
        try {
            round(true);
        } finally {
            writer.closeFile();
            passRole();
        }
    }

    void throwIfClosed() {
        lock.lock();
        try {
            if (closed) {
                throw new LogException(LogException.Kind.CLOSED, "The log was closed");
            }
        } finally {
            lock.unlock();
        }
    }

    /** Adds a waiter; true if the caller now has the writing role. */
    private boolean enlist(Waiter waiter) {
        lock.lock();
        try {
            throwIfClosed();
            throwFailure();
            if (waiter.position > pending.end()) {
                throw new LogException(
                        LogException.Kind.POSITION_UNKNOWN,
                        "Nothing was appended up to position " + waiter.position + "; the log ends at "
                                + pending.end());
            }
            waiters.add(waiter);
            boolean leads = !writing;
            writing = true;
            return leads;
        } finally {
            lock.unlock();
        }
    }

    /** Waits, under the lock, until a record fits; writes what is pending itself if nobody else does. */
    private void awaitRoom(long length) {
        if (length > recordBytesMax) {
            throw new LogException(
                    LogException.Kind.RECORD_TOO_LARGE,
                    "A record of " + length + " bytes is longer than recordBytesMax, " + recordBytesMax);
        }
        throwIfClosed();
        throwFailure();
        while (!pending.fits((int) length)) {
            if (writing) {
                changed.awaitUninterruptibly();
            } else {
                writing = true;
                lock.unlock();
                try {
                    lead();
                } finally {
                    lock.lock();
                }
            }
            throwIfClosed();
            throwFailure();
        }
        if (!timerRuns && policy instanceof SyncPolicy.EveryMillis every) {
            timerRuns = true;
            environment.scheduler().schedule(this::syncWhenDue, Duration.ofMillis(every.millis()));
        }
    }

    private void syncWhenDue() {
        lock.lock();
        try {
            timerRuns = false;
            syncDue = true;
            if (writing || closed) {
                return;
            }
            writing = true;
        } finally {
            lock.unlock();
        }
        lead();
    }

    private void takeRole(boolean toClose) {
        lock.lock();
        try {
            while (writing && !closed) {
                changed.awaitUninterruptibly();
            }
            throwIfClosed();
            writing = true;
            closed = toClose;
        } finally {
            lock.unlock();
        }
    }

    /** One round of writing by the holder of the role, who then gives it up. */
    private void lead() {
        try {
            round(false);
        } finally {
            passRole();
        }
    }

    private void round(boolean syncWanted) {
        PendingRecords.Group group;
        boolean sync;
        lock.lock();
        try {
            sync = syncWanted || syncDue || (policy instanceof SyncPolicy.EveryCommit && !waiters.isEmpty());
            syncDue = false;
            group = failure == null ? pending.take() : null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        LogException problem = failure;
        if (problem == null) {
            problem = writeAndSync(group, sync);
        }
        finish(group, problem);
    }

    private @Nullable LogException writeAndSync(PendingRecords.@Nullable Group group, boolean sync) {
        try {
            if (group != null) {
                writer.write(group);
            }
            if (sync) {
                writer.sync();
            }
            return null;
        } catch (LogException e) {
            return e;
        } catch (RuntimeException | Error e) {
            return new LogException(LogException.Kind.IO, "Writing to the log failed: " + e, e);
        }
    }

    private void finish(PendingRecords.@Nullable Group group, @Nullable LogException problem) {
        List<Waiter> done = new ArrayList<>();
        lock.lock();
        try {
            if (problem != null) {
                failure = problem;
            } else {
                committed = policy instanceof SyncPolicy.EveryCommit ? writer.synced() : writer.written();
            }
            waiters.removeIf(waiter -> (problem != null || waiter.position <= committed) && done.add(waiter));
        } finally {
            lock.unlock();
        }
        if (group != null) {
            environment.buffers().give(group.bytes());
        }
        completeAll(done, problem);
    }

    /** Futures are completed on another thread: what depends on them must not hold up the one that writes. */
    private void completeAll(List<Waiter> done, @Nullable LogException problem) {
        List<Waiter> futures = new ArrayList<>();
        for (Waiter waiter : done) {
            if (waiter.isThread()) {
                waiter.complete(problem);
            } else {
                futures.add(waiter);
            }
        }
        if (!futures.isEmpty()) {
            environment.scheduler().execute(() -> futures.forEach(waiter -> waiter.complete(problem)));
        }
    }

    /** Gives the role to a waiting thread, else to the scheduler if futures wait or a sync is due, else to nobody. */
    private void passRole() {
        Waiter next = null;
        boolean more;
        lock.lock();
        try {
            for (Waiter waiter : waiters) {
                if (next == null && waiter.isThread()) {
                    next = waiter;
                }
            }
            more = next != null || !waiters.isEmpty() || (syncDue && failure == null && !closed);
            writing = more;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.makeLeader();
        } else if (more) {
            environment.scheduler().execute(this::lead);
        }
    }

    private void throwFailure() {
        LogException cause = failure;
        if (cause != null) {
            throw new LogException(
                    cause.kind(),
                    "The log takes no more records since a write or a sync failed; open it again when the cause is"
                            + " removed. " + cause.getMessage(),
                    cause.file(),
                    cause.offset(),
                    cause);
        }
    }
}
