package dev.millrace.receiver;

import dev.millrace.status.ReceiverStatus;
import java.lang.System.Logger.Level;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is known of one receiver, and who is told of it. Any thread. */
final class Reports {
    private static final System.Logger LOGGER = System.getLogger("dev.millrace.receiver");

    private final String source;
    private final int streamId;
    private final ReceiverEvents events;
    /** Listeners are told one thing after the other. */
    private final ReentrantLock telling = new ReentrantLock();

    private volatile @Nullable Store<?> store;
    private volatile Supplier<SupervisorState> state = SupervisorState.Idle::new;
    private volatile String preferredLocation = "";
    private long restarts;
    private long errors;
    private String lastError = "";
    private volatile ReceiverStatus last;

    Reports(String source, int streamId, ReceiverEvents events) {
        this.source = source;
        this.streamId = streamId;
        this.events = events;
        this.last = status("", 0, 0);
    }

    void isAt(String location) {
        preferredLocation = location;
    }

    void watch(Store<?> opened, Supplier<SupervisorState> current) {
        store = opened;
        state = current;
    }

    ReceiverStatus status() {
        ReceiverStatus known = last;
        return status(known.lastError(), known.restarts(), known.errors());
    }

    private ReceiverStatus status(String error, long restarted, long failed) {
        Store<?> stored = store;
        return new ReceiverStatus(
                source,
                streamId,
                state.get().activity(),
                preferredLocation,
                restarted,
                failed,
                error,
                stored == null ? 0 : stored.heldBytes(),
                stored == null ? 0 : stored.heldBytesMax());
    }

    void restarted() {
        telling.lock();
        try {
            restarts++;
        } finally {
            telling.unlock();
        }
    }

    void started() {
        tell(null, null, Kind.STARTED);
    }

    void error(String message, @Nullable Throwable cause) {
        LOGGER.log(
                Level.WARNING,
                "source ''{0}'': its receiver: {1}{2}",
                source,
                message,
                cause == null ? "" : " (" + cause + ")");
        if (cause != null) {
            LOGGER.log(Level.DEBUG, "the cause", cause);
        }
        tell(message, cause, Kind.ERROR);
    }

    void stopped(String message, @Nullable Throwable cause) {
        LOGGER.log(Level.INFO, "source ''{0}'': its receiver has stopped: {1}", source, message);
        tell(cause == null ? null : message, cause, Kind.STOPPED);
    }

    private enum Kind {
        STARTED,
        ERROR,
        STOPPED
    }

    private void tell(@Nullable String message, @Nullable Throwable cause, Kind kind) {
        telling.lock();
        try {
            if (message != null) {
                errors++;
                lastError = cause == null ? message : message + ": " + cause;
            }
            ReceiverStatus now = status(lastError, restarts, errors);
            last = now;
            switch (kind) {
                case STARTED -> events.receiverStarted(now);
                case ERROR -> events.receiverError(now);
                case STOPPED -> events.receiverStopped(now);
            }
        } finally {
            telling.unlock();
        }
    }
}
