package dev.millrace.receiver;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long a receiver pauses before it is started again: twice as long each time that it stored nothing meanwhile. Pure. */
record RestartPolicy(Duration first, Duration longest) {
    /** {@code asked} is what the receiver wants at first, or null; {@code fruitless} the starts in a row that led to nothing. */
    Duration delay(@Nullable Duration asked, int fruitless) {
        Duration base = asked == null ? first : asked;
        if (base.compareTo(longest) >= 0) {
            return base;
        }
        Duration delay = base;
        for (int i = 0; i < fruitless && delay.compareTo(longest) < 0; i++) {
            delay = delay.multipliedBy(2);
            if (delay.isZero()) {
                return delay;
            }
        }
        return delay.compareTo(longest) > 0 ? longest : delay;
    }
}
