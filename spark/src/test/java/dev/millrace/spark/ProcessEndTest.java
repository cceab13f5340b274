package dev.millrace.spark;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What Spark's shutdown hook waits for. */
class ProcessEndTest {
    private static final long LONG = TimeUnit.DAYS.toNanos(1);

    private final ProcessEnd end = new ProcessEnd();

    @Test
    void nobodyIsWaitedForWhereNoEngineIsOpen() {
        end.opened("closed before");
        end.closed("closed before");
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> end.awaitEnds(LONG));
    }

    @Test
    void aProgramThatDoesNotStopIsWaitedForAsLongAsItMayTakeToSaySo() {
        end.opened("never stops");
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> end.awaitEnds(TimeUnit.MILLISECONDS.toNanos(1)));
    }

    @Test
    void aProgramThatStopsGracefullyIsWaitedForUntilItsEngineIsClosed() throws InterruptedException {
        end.opened("stops");
        Thread hook = new Thread(() -> end.awaitEnds(LONG));
        hook.start();
        end.draining("stops");
        hook.join(50);
        assertTrue(hook.isAlive(), "it waits");
        end.closed("stops");
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> hook.join());
    }
}
