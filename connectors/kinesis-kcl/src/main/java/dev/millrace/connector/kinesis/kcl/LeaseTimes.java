package dev.millrace.connector.kinesis.kcl;

import java.time.Duration;
import software.amazon.kinesis.common.LeaseCleanupConfig;
import software.amazon.kinesis.coordinator.CoordinatorConfig;
import software.amazon.kinesis.leases.LeaseAssignmentStrategy;
import software.amazon.kinesis.leases.LeaseManagementConfig;

/**
 * How fast leases change hands: all follows from how long an owner may go without a sign of life. The KCL's own
 * settings are each for themselves, and by them a leader that died is replaced after two minutes.
 */
record LeaseTimes(Duration failoverTime) {
    static final Duration DEFAULT_FAILOVER_TIME = Duration.ofSeconds(10);

    private static final Duration FAILOVER_TIME_MIN = Duration.ofSeconds(1);
    private static final long DISPATCH_MILLIS_MAX = 200;
    private static final long ASSIGNMENT_MILLIS_MIN = 250;
    private static final long SYNC_PAUSE_MILLIS = 1;

    LeaseTimes {
        if (failoverTime.compareTo(FAILOVER_TIME_MIN) < 0) {
            throw new IllegalArgumentException(
                    "leaseFailoverTime must be at least " + FAILOVER_TIME_MIN + ", not " + failoverTime);
        }
    }

    /** Which worker has how many leases is decided by number alone, so that each has the same and none moves for nothing. */
    @SuppressWarnings("deprecation") // the pause that is only called an interval
    void apply(LeaseManagementConfig config) {
        long millis = failoverTime.toMillis();
        config.failoverTimeMillis(millis)
                .leaseAssignmentIntervalMillis(Math.max(ASSIGNMENT_MILLIS_MIN, millis / 5))
                .leaseAssignmentStrategy(LeaseAssignmentStrategy.LEASE_COUNT_BASED)
                .dynamoDbLockBasedLeaderLeaseDurationInMillis(2 * millis)
                .dynamoDbLockBasedLeaderHeartbeatPeriodInMillis(millis / 2)
                .shardSyncIntervalMillis(SYNC_PAUSE_MILLIS);
        config.workerUtilizationAwareAssignmentConfig()
                .disableWorkerMetrics(true)
                .inMemoryWorkerMetricsCaptureFrequencyMillis(millis / 20)
                .workerMetricsReporterFreqInMillis(millis)
                .varianceBalancingFrequency(1);
    }

    /** Leases of shards that have ended count like others where leases are divided by number: they go soon. */
    LeaseCleanupConfig cleanup() {
        return LeaseCleanupConfig.builder()
                .leaseCleanupIntervalMillis(failoverTime.toMillis() / 2)
                .completedLeaseCleanupIntervalMillis(failoverTime.toMillis())
                .garbageLeaseCleanupIntervalMillis(LeaseManagementConfig.DEFAULT_GARBAGE_LEASE_CLEANUP_INTERVAL_MILLIS)
                .build();
    }

    /** One try to begin: two first workers at the same moment are in each other's way, and the one that lost needs a new start. */
    void apply(CoordinatorConfig config) {
        long often = Math.min(DISPATCH_MILLIS_MAX, failoverTime.toMillis() / 20);
        config.maxInitializationAttempts(1)
                .parentShardPollIntervalMillis(failoverTime.toMillis() / 10)
                .shardConsumerDispatchPollIntervalMillis(often)
                .skipShardSyncAtWorkerInitializationIfLeasesExist(true);
    }
}
