package dev.millrace.kinesis.server.http;

import io.vertx.core.http.HttpConnection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cuts connections that take a place and give nothing: half-open ones, those whose request doesn't end, and those beyond the number there may be. Any thread
 * may call it.
 */
final class ConnectionWatch {
    private final int connectionsMax;
    private final long idleNanos;
    private final long requestNanos;
    private final Map<HttpConnection, State> connections = new ConcurrentHashMap<>();

    /** What a connection is at. */
    static final class State {
        private long idleSinceNanos;
        private long receivingSinceNanos;
        private int receiving;
        private int working;

        State(long nowNanos) {
            this.idleSinceNanos = nowNanos;
        }

        /** A request has begun. */
        synchronized void begin(long nowNanos) {
            if (receiving++ == 0) {
                receivingSinceNanos = nowNanos;
            }
        }

        /** A request is there as a whole; the others, if any, count from now on. */
        synchronized void received(long nowNanos) {
            receiving--;
            working++;
            receivingSinceNanos = nowNanos;
        }

        /** A request that was not yet there as a whole is no more. */
        synchronized void abandoned(long nowNanos) {
            receiving--;
            idleSinceNanos = nowNanos;
        }

        /** A request is answered. */
        synchronized void answered(long nowNanos) {
            working--;
            idleSinceNanos = nowNanos;
        }

        synchronized boolean isUseless(long nowNanos, long idleNanos, long requestNanos) {
            if (working > 0) {
                return false;
            }
            return receiving > 0
                    ? nowNanos - receivingSinceNanos > requestNanos
                    : nowNanos - idleSinceNanos > idleNanos;
        }
    }

    ConnectionWatch(int connectionsMax, long idleMillis, long requestMillis) {
        this.connectionsMax = connectionsMax;
        this.idleNanos = TimeUnit.MILLISECONDS.toNanos(idleMillis);
        this.requestNanos = TimeUnit.MILLISECONDS.toNanos(requestMillis);
    }

    void opened(HttpConnection connection) {
        if (connections.size() >= connectionsMax) {
            connection.close();
            return;
        }
        connections.put(connection, new State(System.nanoTime()));
        connection.closeHandler(none -> connections.remove(connection));
    }

    int count() {
        return connections.size();
    }

    /** What is known of a connection; null for one that is being closed. */
    @Nullable
    State of(HttpConnection connection) {
        return connections.get(connection);
    }

    /** To be called now and then. */
    void sweep(long nowNanos) {
        connections.forEach((connection, state) -> {
            if (state.isUseless(nowNanos, idleNanos, requestNanos)) {
                connection.close();
            }
        });
    }
}
