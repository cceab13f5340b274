package dev.millrace.batch;

import dev.millrace.BatchPace;
import dev.millrace.DeliveryGuarantee;
import dev.millrace.LateBatches;
import java.time.Duration;
import java.util.Set;

/**
 * How a batch loop runs.
 *
 * @param appName whose checkpoint it is
 * @param batchInterval between two batches, 1 ms or more
 * @param keyGroups into how many groups the keys of state are divided, for the life of a checkpoint
 * @param pace when batches begin
 * @param lateBatches what becomes of batches whose time comes while another one runs
 * @param rates how many records batches take
 * @param guarantee what every output must at least have
 * @param hangTimeout after which an output that is still running is named in the status
 * @param retry how long a batch goes on trying to read or write where the outside doesn't answer
 * @param inDoubt what to do with a batch in doubt that another program sealed
 * @param groupUpTo for how long batches wait for others that they are done together with; zero if each is done by itself
 * @param dropped names whose positions and state are to be forgotten
 */
public record LoopSettings(
        String appName,
        Duration batchInterval,
        int keyGroups,
        BatchPace pace,
        LateBatches lateBatches,
        RateSettings rates,
        DeliveryGuarantee guarantee,
        Duration hangTimeout,
        RetryPolicy retry,
        InDoubt inDoubt,
        Duration groupUpTo,
        Set<String> dropped) {
    public LoopSettings {
        require(!appName.isBlank(), "appName must not be blank");
        require(
                batchInterval.compareTo(Duration.ofMillis(1)) >= 0,
                "batchInterval must be at least 1 ms, not " + batchInterval);
        require(
                batchInterval.compareTo(Duration.ofDays(1)) <= 0,
                "batchInterval must be at most a day, not " + batchInterval);
        require(keyGroups >= 1 && keyGroups <= 32768, "keyGroups must be 1 to 32768, not " + keyGroups);
        require(!hangTimeout.isNegative(), "hangTimeout must not be negative: " + hangTimeout);
        require(
                !groupUpTo.isNegative() && groupUpTo.compareTo(Duration.ofMinutes(1)) <= 0,
                "groupBatches must be 0 to 1 min, not " + groupUpTo);
        dropped = Set.copyOf(dropped);
    }

    /** The defaults of everything but the name and the interval. */
    public static LoopSettings of(String appName, Duration batchInterval) {
        return new LoopSettings(
                appName,
                batchInterval,
                128,
                BatchPace.AT_MULTIPLES,
                LateBatches.merge(),
                RateSettings.defaults(),
                DeliveryGuarantee.AT_MOST_ONCE,
                Duration.ofSeconds(30),
                RetryPolicy.defaults(),
                InDoubt.REFUSE,
                Duration.ZERO,
                Set.of());
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
