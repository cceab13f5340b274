package dev.millrace.kinesis.server.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Which connections are cut; that they are is shown over sockets in the server's own tests. */
class ConnectionWatchTest {
    private static final long IDLE = 100;
    private static final long REQUEST = 10;

    private final ConnectionWatch.State state = new ConnectionWatch.State(1000, new MemoryBudget(1));

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
        state.begin("request", 1020);
        assertFalse(isUselessAt(1030));
        assertTrue(isUselessAt(1031));
        state.abandoned("request", 1040);
        assertFalse(isUselessAt(1140));
        assertTrue(isUselessAt(1141));
    }

    @Test
    void aRequestThatDoesNotEndIsCutThoughOthersComeAndAreAnswered() {
        state.begin("slow", 1000);
        for (long nanos = 1001; nanos < 1010; nanos++) {
            state.begin(nanos, nanos);
            state.received(nanos);
            state.replying(nanos, nanos);
            state.answered(nanos, nanos);
        }
        assertFalse(isUselessAt(1010));
        assertTrue(isUselessAt(1011));
    }

    @Test
    void aConnectionThatIsWorkedForStays() {
        state.begin("request", 1010);
        state.received("request");
        assertFalse(isUselessAt(1_000_000));
        state.answered("request", 1_000_000);
        assertFalse(isUselessAt(1_000_100));
        assertTrue(isUselessAt(1_000_101));
    }

    @Test
    void aReplyThatIsNotTakenIsCutWhateverElseGoesOn() {
        state.begin("request", 1010);
        state.begin("subscription", 1010);
        state.received("request");
        state.received("subscription");
        state.replying("request", 2000);
        assertFalse(isUselessAt(2010));
        assertTrue(isUselessAt(2011));
        state.answered("request", 2012);
        assertFalse(isUselessAt(1_000_000));
    }
}
