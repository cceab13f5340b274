package dev.millrace.kinesis.server.http;

import io.vertx.core.http.HttpConnection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Cuts connections that take a place and give nothing: half-open ones, those whose request doesn't end or whose reply isn't taken. Any thread may
 * call it.
 */
final class ConnectionWatch {
    private final long idleNanos;
    private final long requestNanos;
    private final MemoryBudget budget;
    private final LongSupplier nanos;
    private final Map<HttpConnection, State> connections = new ConcurrentHashMap<>();

    /** What a connection is at. With HTTP/2 it may be several things at once. */
    static final class State {
        /** Since when each has been coming, the oldest first. */
        private final Map<Object, Long> receiving = new LinkedHashMap<>();
        /** Since when each has been leaving, the oldest first. */
        private final Map<Object, Long> replying = new LinkedHashMap<>();

        /** What it may take of memory. */
        final MemoryBudget budget;

        private int working;
        private long idleSinceNanos;
        private boolean closing;

        State(long nowNanos, MemoryBudget budget) {
            this.idleSinceNanos = nowNanos;
            this.budget = budget;
        }

        /** A request has begun. */
        synchronized void begin(Object request, long nowNanos) {
            receiving.put(request, nowNanos);
        }

        /** A request is there as a whole. */
        synchronized void received(Object request) {
            receiving.remove(request);
            working++;
        }

        /** A request that was not yet there as a whole is no more. */
        synchronized void abandoned(Object request, long nowNanos) {
            receiving.remove(request);
            idleSinceNanos = nowNanos;
        }

        /** All of the reply to a request is on its way. */
        synchronized void replying(Object request, long nowNanos) {
            working--;
            replying.put(request, nowNanos);
        }

        /** The client has the reply, or it never will. */
        synchronized void answered(Object request, long nowNanos) {
            if (replying.remove(request) == null) {
                working--;
            }
            idleSinceNanos = nowNanos;
        }

        /** Whether this is the first time that somebody closes it. */
        synchronized boolean beginClosing() {
            boolean first = !closing;
            closing = true;
            return first;
        }

        synchronized boolean isUseless(long nowNanos, long idleNanos, long requestNanos) {
            if (isOverdue(receiving, nowNanos, requestNanos) || isOverdue(replying, nowNanos, requestNanos)) {
                return true;
            }
            boolean idle = working == 0 && receiving.isEmpty() && replying.isEmpty();
            return idle && nowNanos - idleSinceNanos > idleNanos;
        }

        private static boolean isOverdue(Map<Object, Long> sinceNanos, long nowNanos, long nanosMax) {
            return !sinceNanos.isEmpty()
                    && nowNanos - sinceNanos.values().iterator().next() > nanosMax;
        }
    }

    ConnectionWatch(HttpSettings.Bounds bounds, MemoryBudget budget, LongSupplier nanos) {
        this.nanos = nanos;
        this.budget = budget;
        this.idleNanos = TimeUnit.MILLISECONDS.toNanos(bounds.idleMillis());
        this.requestNanos = TimeUnit.MILLISECONDS.toNanos(bounds.requestMillis());
    }

    void opened(HttpConnection connection) {
        connections.put(connection, new State(nowNanos(), budget.share()));
        connection.closeHandler(none -> connections.remove(connection));
    }

    /** What the times of each connection's {@link State} are told in. */
    long nowNanos() {
        return nanos.getAsLong();
    }

    int count() {
        return connections.size();
    }

    /** What is known of a connection; null for one that is being closed. */
    @Nullable
    State of(HttpConnection connection) {
        return connections.get(connection);
    }

    /** To be called now and then. Tells of those that are cut; those that still haven't gone the next time are gone then. */
    void sweep(Consumer<HttpConnection> whenCut) {
        long nowNanos = nowNanos();
        connections.forEach((connection, state) -> {
            if (state.isUseless(nowNanos, idleNanos, requestNanos)) {
                if (state.beginClosing()) {
                    whenCut.accept(connection);
                    connection.close();
                } else {
                    Reset.abort(connection);
                }
            }
        });
    }
}
