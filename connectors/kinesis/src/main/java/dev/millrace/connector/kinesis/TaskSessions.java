package dev.millrace.connector.kinesis;

import dev.millrace.batch.SystemClock;
import dev.millrace.connector.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that tasks of this process have with the service, and where they stand in shards, kept from batch to batch:
 * connections are made and iterators asked for once. What nobody has used for a while is closed. Any thread.
 */
final class TaskSessions {
    static final Duration IDLE_MAX = Duration.ofMinutes(5);
    private static final int SESSIONS_MAX = 16;
    private static final int TAILS_PER_SESSION_MAX = 1_000;

    private final Clock clock;
    private final Function<ReadSettings, KinesisSession> connect;
    private final Map<SessionKey, Shared> sessions = new HashMap<>();

    TaskSessions(Clock clock, Function<ReadSettings, KinesisSession> connect) {
        this.clock = clock;
        this.connect = connect;
    }

    /** Spark gives tasks no other place to find what is kept between them than a static one. */
    static TaskSessions ofThisProcess() {
        return ThisProcess.SESSIONS;
    }

    private static final class ThisProcess {
        static final TaskSessions SESSIONS = start(new SystemClock());

        private static TaskSessions start(Clock clock) {
            TaskSessions sessions = new TaskSessions(
                    clock, settings -> new KinesisSession(settings, settings.connect(clock), clock, new Random()));
            ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(task -> {
                Thread thread = new Thread(task, "millrace-kinesis-idle");
                thread.setDaemon(true);
                return thread;
            });
            long nanos = IDLE_MAX.toNanos() / 5;
            sweeper.scheduleWithFixedDelay(sessions::closeIdle, nanos, nanos, TimeUnit.NANOSECONDS);
            return sessions;
        }
    }

    /** One session and what belongs to it; guarded by the lock of all. */
    private static final class Shared {
        private final KinesisSession session;
        private final Map<String, ShardTail> tails = new HashMap<>();
        private int leases;
        private long usedNanos;

        private Shared(KinesisSession session) {
            this.session = session;
        }
    }

    /** A task's use of a session. */
    final class Lease implements AutoCloseable {
        private final Shared shared;

        private Lease(Shared shared) {
            this.shared = shared;
        }

        KinesisSession session() {
            return shared.session;
        }

        /** Takes what another task left of a shard, if it stands at this place; no other task gets it. */
        @Nullable
        ShardTail takeTail(String shard, ShardPosition place) {
            synchronized (sessions) {
                ShardTail tail = shared.tails.remove(shard);
                return tail != null && tail.standsAt(place) ? tail : null;
            }
        }

        void leaveTail(String shard, ShardTail tail) {
            synchronized (sessions) {
                if (shared.tails.size() < TAILS_PER_SESSION_MAX) {
                    shared.tails.put(shard, tail);
                }
            }
        }

        @Override
        public void close() {
            synchronized (sessions) {
                shared.leases--;
                shared.usedNanos = clock.nanoTime();
            }
        }
    }

    /** Tasks that run in the reader's own process use its session. The lease is the reader's, until it is closed. */
    Lease join(KinesisSession session) {
        synchronized (sessions) {
            Shared shared = new Shared(session);
            shared.leases++;
            sessions.put(session.key(), shared);
            return new Lease(shared);
        }
    }

    Lease lease(SessionKey key) {
        List<KinesisSession> closing;
        Lease lease;
        synchronized (sessions) {
            Shared shared = sessions.get(key);
            if (shared == null) {
                shared = new Shared(connect.apply(key.settings()));
                sessions.put(key, shared);
            }
            shared.leases++;
            shared.usedNanos = clock.nanoTime();
            lease = new Lease(shared);
            closing = tooMany();
        }
        closing.forEach(KinesisSession::close);
        return lease;
    }

    /** The reader is closed: what its tasks have had in this process can go. */
    void forget(SessionKey key) {
        List<KinesisSession> closing = new ArrayList<>();
        synchronized (sessions) {
            Shared shared = sessions.get(key);
            if (shared != null && shared.leases == 0) {
                close(key, closing);
            }
        }
        closing.forEach(KinesisSession::close);
    }

    /** Takes out those that were used longest ago, while there are too many. */
    private List<KinesisSession> tooMany() {
        List<KinesisSession> closing = new ArrayList<>();
        long now = clock.nanoTime();
        sessions.entrySet().stream()
                .filter(entry -> entry.getValue().leases == 0)
                .sorted(Comparator.comparing(entry -> entry.getValue().usedNanos - now))
                .limit(Math.max(0, sessions.size() - SESSIONS_MAX))
                .map(Map.Entry::getKey)
                .toList()
                .forEach(key -> close(key, closing));
        return closing;
    }

    private void close(SessionKey key, List<KinesisSession> closing) {
        Shared shared = sessions.remove(key);
        if (shared != null) {
            closing.add(shared.session);
        }
    }

    /** Closes what nobody has used for {@link #IDLE_MAX}. */
    void closeIdle() {
        List<KinesisSession> closing = new ArrayList<>();
        synchronized (sessions) {
            long now = clock.nanoTime();
            List<SessionKey> idle = new ArrayList<>();
            sessions.forEach((key, shared) -> {
                if (shared.leases == 0 && now - shared.usedNanos >= IDLE_MAX.toNanos()) {
                    idle.add(key);
                }
            });
            idle.forEach(key -> close(key, closing));
        }
        closing.forEach(KinesisSession::close);
    }
}
