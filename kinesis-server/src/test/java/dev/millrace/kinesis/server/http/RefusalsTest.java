package dev.millrace.kinesis.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the log is told again; what is refused is shown over sockets in the server's own tests. */
class RefusalsTest {
    private static final Logger LOGGER = Logger.getLogger(Refusals.class.getName());
    private static final SocketAddress CLIENT = SocketAddress.inetSocketAddress(4567, "10.0.0.7");

    private final List<String> logged = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong(-5);
    private final Refusals refusals = new Refusals(nanos::get);
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            logged.add(record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOGGER.addHandler(handler);
    }

    @AfterEach
    void leave() {
        LOGGER.removeHandler(handler);
    }

    @Test
    void theLogIsToldOnceAMinuteAndOfHowManyThereWereMeanwhile() {
        for (int i = 0; i < 100; i++) {
            refusals.note(Refusals.Kind.UNREADABLE, CLIENT);
        }
        refusals.note(Refusals.Kind.NO_HTTP, null);
        assertEquals(2, logged.size());
        assertTrue(logged.get(0).contains("10.0.0.7"), logged.get(0));
        nanos.addAndGet(TimeUnit.MINUTES.toNanos(1) - 1);
        refusals.note(Refusals.Kind.UNREADABLE, CLIENT);
        assertEquals(2, logged.size());
        nanos.incrementAndGet();
        refusals.note(Refusals.Kind.UNREADABLE, CLIENT);
        assertEquals(3, logged.size());
        assertTrue(logged.get(2).contains("; 100 others like it since the last one that was logged;"), logged.get(2));
    }

    @Test
    void whatWasRefusedIsToldFromTheReply() {
        assertEquals(Refusals.Kind.TOO_LARGE, Refusals.Kind.of(Reply.xml(413, "RequestEntityTooLarge", null)));
        assertEquals(Refusals.Kind.NO_ROOM, Refusals.Kind.of(Reply.xml(503, "ServiceUnavailable", null)));
        assertEquals(null, Refusals.Kind.of(Reply.xml(500, "InternalFailure", null)));
    }
}
