package dev.millrace.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {
    private final RestartPolicy policy = new RestartPolicy(Duration.ofSeconds(2), Duration.ofSeconds(15));

    private Duration delay(int fruitless) {
        return policy.delay(null, fruitless);
    }

    @Test
    void thePauseDoublesWhileNothingIsStoredUpToTheLongest() {
        assertEquals(Duration.ofSeconds(2), delay(0));
        assertEquals(Duration.ofSeconds(4), delay(1));
        assertEquals(Duration.ofSeconds(8), delay(2));
        assertEquals(Duration.ofSeconds(15), delay(3));
        assertEquals(Duration.ofSeconds(15), delay(1_000_000));
    }

    @Test
    void aReceiverMayAskForAnotherPauseThanTheDefault() {
        assertEquals(Duration.ofMillis(10), policy.delay(Duration.ofMillis(10), 0));
        assertEquals(Duration.ofMillis(80), policy.delay(Duration.ofMillis(10), 3));
        assertEquals(Duration.ofHours(1), policy.delay(Duration.ofHours(1), 5), "longer than the longest, as asked");
        assertEquals(Duration.ZERO, policy.delay(Duration.ZERO, 7), "who asks for none gets none");
    }
}
