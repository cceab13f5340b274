package dev.millrace.connector.jdbc;

import dev.millrace.MillraceException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The connections of an opened sink: one for each task that writes, kept for the next one. Any thread. */
final class Sessions implements AutoCloseable {
    private static final int IDLE_MAX = 64;

    private final Connecting connecting;
    private final Duration answerTime;
    private final ReentrantLock lock = new ReentrantLock();

    // Under the lock.
    private final Deque<Session> idle = new ArrayDeque<>();
    private final Set<Session> busy = new HashSet<>();
    private boolean isClosed;

    Sessions(Connecting connecting, Duration answerTime) {
        this.connecting = connecting;
        this.answerTime = answerTime;
    }

    Session take() {
        Session kept = takeKept();
        if (kept != null) {
            return kept;
        }
        try {
            Session made = Session.begin(connecting, answerTime);
            use(made);
            return made;
        } catch (SQLException e) {
            throw Trouble.connecting(connecting, e);
        }
    }

    private @Nullable Session takeKept() {
        lock.lock();
        try {
            requireOpen();
            Session kept = idle.pollLast();
            if (kept != null) {
                busy.add(kept);
            }
            return kept;
        } finally {
            lock.unlock();
        }
    }

    private void use(Session made) {
        lock.lock();
        try {
            if (!isClosed) {
                busy.add(made);
                return;
            }
        } finally {
            lock.unlock();
        }
        made.end();
        throw Trouble.closed(connecting);
    }

    private void requireOpen() throws MillraceException {
        if (isClosed) {
            throw Trouble.closed(connecting);
        }
    }

    /** After its transaction has ended. */
    void giveBack(Session session) {
        lock.lock();
        try {
            busy.remove(session);
            if (!isClosed && !session.isBorrowed() && idle.size() < IDLE_MAX) {
                idle.addLast(session);
                return;
            }
        } finally {
            lock.unlock();
        }
        session.end();
    }

    /** One that failed; where the database was away, those that wait have lost it too. */
    void drop(Session session, boolean withIdle) {
        List<Session> dropped = new ArrayList<>(List.of(session));
        lock.lock();
        try {
            busy.remove(session);
            if (withIdle) {
                dropped.addAll(idle);
                idle.clear();
            }
        } finally {
            lock.unlock();
        }
        dropped.forEach(Session::end);
    }

    /** Whoever writes still fails at once. */
    @Override
    public void close() {
        List<Session> ended;
        List<Session> aborted;
        lock.lock();
        try {
            isClosed = true;
            ended = List.copyOf(idle);
            aborted = List.copyOf(busy);
            idle.clear();
        } finally {
            lock.unlock();
        }
        aborted.forEach(Session::abort);
        ended.forEach(Session::end);
    }
}
