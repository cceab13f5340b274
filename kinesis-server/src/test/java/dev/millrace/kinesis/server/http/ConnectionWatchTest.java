package dev.millrace.kinesis.server.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Which connections are cut; that they are is shown over sockets in the server's own tests. */
class ConnectionWatchTest {
    private static final long IDLE = 100;
    private static final long REQUEST = 10;

    private final ConnectionWatch.State state = new ConnectionWatch.State(1000);

    private boolean isUselessAt(long nanos) {
        return state.isUseless(nanos, IDLE, REQUEST);
    }

    @Test
    void aSilentConnectionIsUselessAfterItsIdleTime() {
        assertFalse(isUselessAt(1100));
        assertTrue(isUselessAt(1101));
    }

    @Test
    void aRequestThatDoesNotEndIsCutSooner() {
        state.begin(1020);
        assertFalse(isUselessAt(1030));
        assertTrue(isUselessAt(1031));
        state.abandoned(1040);
        assertFalse(isUselessAt(1140));
        assertTrue(isUselessAt(1141));
    }

    @Test
    void aConnectionThatIsWorkedForStays() {
        state.begin(1010);
        state.received(1015);
        assertFalse(isUselessAt(1_000_000));
        state.answered(1_000_000);
        assertFalse(isUselessAt(1_000_100));
        assertTrue(isUselessAt(1_000_101));
    }
}
