package dev.millrace.log;

import java.time.InstantSource;

/** What logs of a process share: the clock, threads for commits in the background, and buffers. Any thread may use it. */
public final class LogEnvironment {

    private static final long POOLED_BYTES_MAX = 32L << 20;
    private static final int OPEN_FILES_MAX = 500;

    private final InstantSource clock;
    private final LogScheduler scheduler;
    private final BufferPool buffers = new BufferPool(POOLED_BYTES_MAX);
    private final OpenFiles openFiles = new OpenFiles(OPEN_FILES_MAX);

    private LogEnvironment(InstantSource clock, LogScheduler scheduler) {
        this.clock = clock;
        this.scheduler = scheduler;
    }

    /** The process's own: the system clock, and daemon threads that start when first needed. */
    public static LogEnvironment shared() {
        return Shared.INSTANCE;
    }

    /** One with a clock and threads of the caller's choice, for tests and simulations. */
    public static LogEnvironment of(InstantSource clock, LogScheduler scheduler) {
        return new LogEnvironment(clock, scheduler);
    }

    /** The same, with another clock. */
    public LogEnvironment withClock(InstantSource other) {
        return new LogEnvironment(other, scheduler);
    }

    long nowMillis() {
        return clock.millis();
    }

    LogScheduler scheduler() {
        return scheduler;
    }

    BufferPool buffers() {
        return buffers;
    }

    OpenFiles openFiles() {
        return openFiles;
    }

    private static final class Shared {
        private static final LogEnvironment INSTANCE =
                new LogEnvironment(InstantSource.system(), new DaemonScheduler());
    }
}
