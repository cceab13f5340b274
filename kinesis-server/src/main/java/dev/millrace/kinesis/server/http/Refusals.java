package dev.millrace.kinesis.server.http;

import io.vertx.core.net.SocketAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Counts what no honest client sends, by its kind, and says so once a minute and kind: who floods the server doesn't flood its log. Any thread may call it. */
public final class Refusals {
    private static final System.Logger LOGGER = System.getLogger(Refusals.class.getName());
    private static final long SILENT_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier nanos;
    private final Map<Kind, Counter> counters = new EnumMap<>(Kind.class);

    /** What was wrong. */
    enum Kind {
        NO_HTTP("Bytes that are no HTTP request were refused"),
        NO_TLS("A TLS handshake failed"),
        NO_OPERATION("A request that names no operation, or of a wrong method or content type, was refused"),
        UNKNOWN_OPERATION("A request for an operation that Kinesis doesn't have was refused"),
        UNREADABLE("A request whose body can't be read was refused"),
        TOO_LARGE("A request that is too large was refused"),
        NO_ROOM(
                "A request was refused (status 503): others, or more of the same connection, take all the memory that there is for clients"),
        TOO_SLOW("A connection was cut that sent nothing, or whose request didn't end or reply wasn't taken in time");

        private final String message;

        Kind(String message) {
            this.message = message;
        }

        /** What a reply tells of its request; null for one that was well-formed. */
        static @Nullable Kind of(Reply reply) {
            if ("SerializationException".equals(reply.errorType())) {
                return UNREADABLE;
            }
            if ("UnknownOperationException".equals(reply.errorType())) {
                return UNKNOWN_OPERATION;
            }
            return reply.contentType() != null
                    ? null
                    : switch (reply.status()) {
                        case 403, 404 -> NO_OPERATION;
                        case 413 -> TOO_LARGE;
                        case 503 -> NO_ROOM;
                        default -> null;
                    };
        }
    }

    private static final class Counter {
        final AtomicLong all = new AtomicLong();
        /** How many there were when the log was last told of them, and when that was. */
        long told;

        long toldNanos;
    }

    public Refusals(LongSupplier nanos) {
        this.nanos = nanos;
        for (Kind kind : Kind.values()) {
            counters.put(kind, new Counter());
        }
    }

    void note(Kind kind, @Nullable SocketAddress client) {
        Counter counter = Objects.requireNonNull(counters.get(kind));
        long number = counter.all.incrementAndGet();
        long before;
        synchronized (counter) {
            long now = nanos.getAsLong();
            if (counter.told > 0 && now - counter.toldNanos < SILENT_NANOS) {
                return;
            }
            before = number - 1 - counter.told;
            counter.told = number;
            counter.toldNanos = now;
        }
        LOGGER.log(
                System.Logger.Level.INFO,
                kind.message + ", of " + (client == null ? "a client that is gone" : client) + "; "
                        + (before > 0 ? before + " others like it since the last one that was logged; " : "")
                        + "more of this kind are only counted for a minute");
    }

    /** In the text form of Prometheus. */
    void appendTo(StringBuilder text) {
        text.append("# HELP kinesis_refused_total What was refused or cut before it was a call\n");
        text.append("# TYPE kinesis_refused_total counter\n");
        counters.forEach((kind, counter) -> text.append("kinesis_refused_total{kind=\"")
                .append(kind)
                .append("\"} ")
                .append(counter.all.get())
                .append('\n'));
    }
}
