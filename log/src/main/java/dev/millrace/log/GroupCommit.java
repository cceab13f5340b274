package dev.millrace.log;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Collects records of many threads and commits them together without a thread of its own. Whoever waits first becomes
 * the writer: it writes and syncs all that is pending and tells those who waited for it, while new records collect in
 * the next buffer; then it wakes one of those that still wait. After a failure nothing more is written.
 */
final class GroupCommit implements OpenFiles.Owner {

    /** With so much pending a thread of the scheduler begins to write, though nobody waits: waking it costs less. */
    private static final int EARLY_WRITE_BYTES = 256 << 10;

    private final ReentrantLock lock = new ReentrantLock();
    /** The writer has ended, or it took a group and there is room. */
    private final Condition changed = lock.newCondition();

    private final SegmentWriter files;
    private final LogEnvironment environment;
    private final SyncPolicy policy;
    private final int recordBytesMax;
    private final PendingRecords pending;
    private final Waiters waiters = new Waiters();
    private final LogHealth health = new LogHealth();

    private boolean writing;
    private boolean backgroundRequested;
    private boolean syncDue;
    private boolean timerRuns;
    /** So far somebody wants it committed who doesn't wait yet. */
    private long requestedUntil;

    private volatile long committed;

    GroupCommit(SegmentWriter files, LogSettings settings, LogEnvironment environment, long end) {
        this.files = files;
        this.environment = environment;
        this.policy = settings.syncPolicy();
        this.recordBytesMax = settings.recordBytesMax();
        this.timerRuns = !(policy instanceof SyncPolicy.EveryMillis);
        this.committed = end;
        // A group goes into one segment whole, and two of them may be in memory at once.
        long groupBytesMax = Math.min(settings.pendingBytesMax() / 2, settings.segmentBytes() - SegmentHeader.BYTES);
        this.pending = new PendingRecords(environment.buffers(), settings, (int) groupBytesMax, end);
    }

    long append(ByteBuffer record) {
        long position = pending.tryAppend(record);
        if (position >= 0) {
            return position;
        }
        lock.lock();
        try {
            prepare(record.remaining());
            return opened(pending.append(record));
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
            prepare(length);
            return opened(pending.append(parts, (int) length));
        } finally {
            lock.unlock();
        }
    }

    /** After an append the lane is open until something is to be done again. */
    private long opened(long position) {
        pending.openLane(EARLY_WRITE_BYTES);
        return position;
    }

    long end() {
        return pending.end();
    }

    long committed() {
        return committed;
    }

    void await(long position) {
        if (position <= committed) {
            return;
        }
        Waiter waiter = Waiter.currentThread(position);
        boolean writer = enlist(waiter);
        while (writer || !waiter.isDone()) {
            if (writer) {
                write();
            } else {
                waiter.park();
            }
            writer = !waiter.isDone() && becomeWriter();
        }
        waiter.throwFailure();
    }

    /** Has a thread of the scheduler commit, if nobody is at it, for one who will wait later. */
    void request(long position) {
        // A commit that isn't synced is one write: whoever waits does it sooner than another thread wakes up.
        if (position <= committed || !(policy instanceof SyncPolicy.EveryCommit)) {
            return;
        }
        lock.lock();
        try {
            throwUnlessAppended(position);
            requestedUntil = Math.max(requestedUntil, position);
            requestBackground();
        } finally {
            lock.unlock();
        }
    }

    CompletableFuture<Void> future(long position) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        if (position <= committed) {
            future.complete(null);
        } else {
            enlist(Waiter.future(position, future));
        }
        return future;
    }

    /**
     * Runs something that needs the files while nobody writes, everything pending written and synced before. If it
     * fails, the log has failed.
     */
    void exclusively(Runnable action) {
        if (!awaitWriter(false)) {
            throwIfClosed();
        }
        try {
            round(true);
            if (health.failure() == null) {
                finish(attempt(action));
            }
        } finally {
            endWriting();
        }
        locked(health::throwUnlessGood);
    }

    /** Writes and syncs what is pending; afterwards every call throws {@code CLOSED}. Throws what nobody was told yet. */
    void close() {
        if (!awaitWriter(true)) {
            return;
        }
        try {
            round(true);
        } finally {
            files.closeFile();
            environment.openFiles().closed(this);
            endWriting();
        }
        locked(health::throwFailureThatNobodyWasTold);
    }

    void throwIfClosed() {
        locked(health::throwIfClosed);
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /** Adds a waiter; true if the caller is to write. */
    private boolean enlist(Waiter waiter) {
        lock.lock();
        try {
            throwUnlessAppended(waiter.position());
            waiters.add(waiter);
            if (!waiter.isThread()) {
                requestBackground();
                return false;
            }
            boolean first = !writing;
            writing = true;
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock. */
    private void throwUnlessAppended(long position) {
        health.throwUnlessGood();
        if (position > pending.end()) {
            throw new LogException(
                    LogException.Kind.POSITION_UNKNOWN,
                    "Nothing was appended up to position " + position + "; the log ends at " + pending.end());
        }
    }

    /** Under the lock: checks a record and waits until it fits; writes what is pending itself if nobody else does. */
    private void prepare(long length) {
        health.throwUnlessGood();
        if (length > recordBytesMax) {
            throw new LogException(
                    LogException.Kind.RECORD_TOO_LARGE,
                    "A record of " + length + " bytes is longer than recordBytesMax, " + recordBytesMax);
        }
        awaitRoom((int) length);
        if (pending.bytes() >= EARLY_WRITE_BYTES) {
            requestBackground();
        }
        if (!timerRuns && policy instanceof SyncPolicy.EveryMillis every) {
            timerRuns = true;
            environment.scheduler().schedule(this::syncWhenDue, Duration.ofMillis(every.millis()));
        }
    }

    private void awaitRoom(int length) {
        while (!pending.fits(length)) {
            if (writing) {
                changed.awaitUninterruptibly();
            } else {
                writing = true;
                lock.unlock();
                try {
                    write();
                } finally {
                    lock.lock();
                }
            }
            health.throwUnlessGood();
        }
    }

    /** Becomes the writer, as the last one if so asked; false if the log is closed. */
    private boolean awaitWriter(boolean toClose) {
        lock.lock();
        try {
            while (writing && !health.isClosed()) {
                changed.awaitUninterruptibly();
            }
            if (health.isClosed()) {
                return false;
            }
            writing = true;
            if (toClose) {
                health.close();
                pending.closeLane();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean becomeWriter() {
        lock.lock();
        try {
            boolean free = !writing;
            writing = true;
            return free;
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock. */
    private void requestBackground() {
        if (!writing && !backgroundRequested) {
            backgroundRequested = true;
            environment.scheduler().execute(this::writeInBackground);
        }
    }

    private void writeInBackground() {
        lock.lock();
        try {
            backgroundRequested = false;
            if (writing || !needsWriter()) {
                return;
            }
            writing = true;
        } finally {
            lock.unlock();
        }
        write();
    }

    private void syncWhenDue() {
        lock.lock();
        try {
            timerRuns = false;
            syncDue = true;
        } finally {
            lock.unlock();
        }
        writeInBackground();
    }

    /** Under the lock. */
    private boolean needsWriter() {
        return isAwaited() || ((syncDue || pending.bytes() >= EARLY_WRITE_BYTES) && health.isGood());
    }

    /** Under the lock: whether somebody waits, or will. */
    private boolean isAwaited() {
        return !waiters.isEmpty() || (requestedUntil > committed && health.isGood());
    }

    /** One round by the writer, who then is writer no longer. */
    private void write() {
        try {
            round(false);
        } finally {
            endWriting();
        }
    }

    private void round(boolean syncWanted) {
        PendingRecords.Group group = null;
        boolean sync;
        LogException problem;
        lock.lock();
        try {
            sync = syncWanted || syncDue || (policy instanceof SyncPolicy.EveryCommit && isAwaited());
            syncDue = false;
            problem = health.failure();
            if (problem == null) {
                group = pending.take();
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        PendingRecords.Group taken = group;
        finish(problem != null ? problem : attempt(() -> writeAndSync(taken, sync)));
        if (taken != null) {
            environment.buffers().give(taken.bytes());
        }
    }

    @Override
    public boolean closeFileIfIdle() {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            if (writing || (files.synced() < files.written() && !(policy instanceof SyncPolicy.OperatingSystem))) {
                return false;
            }
            files.closeFile();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void writeAndSync(PendingRecords.@Nullable Group group, boolean sync) {
        if (group != null) {
            files.write(group);
        }
        if (sync) {
            files.sync();
        }
        environment.openFiles().used(this);
    }

    private static @Nullable LogException attempt(Runnable action) {
        try {
            action.run();
            return null;
        } catch (LogException e) {
            return e;
        } catch (RuntimeException | Error e) {
            return new LogException(LogException.Kind.IO, "Writing to the log failed: " + e, e);
        }
    }

    /** Publishes what the round came to, and tells those whose wait is over. */
    private void finish(@Nullable LogException problem) {
        List<Waiter> done;
        lock.lock();
        try {
            if (problem == null) {
                committed = policy instanceof SyncPolicy.EveryCommit ? files.synced() : files.written();
                done = waiters.takeUntil(committed);
            } else {
                health.fail(problem, !waiters.isEmpty());
                pending.closeLane();
                done = waiters.takeUntil(Long.MAX_VALUE);
            }
        } finally {
            lock.unlock();
        }
        Waiters.tell(done, problem, environment.scheduler());
    }

    /** Whoever comes first is the next writer; if some wait already, one of them is woken, or the scheduler asked. */
    private void endWriting() {
        Waiter next;
        lock.lock();
        try {
            writing = false;
            changed.signalAll();
            next = waiters.anyThread();
            if (next == null && needsWriter()) {
                requestBackground();
            }
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.nudge();
        }
    }
}
