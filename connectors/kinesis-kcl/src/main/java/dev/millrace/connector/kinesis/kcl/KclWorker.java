package dev.millrace.connector.kinesis.kcl;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.kinesis.InitialPosition;
import dev.millrace.connector.kinesis.kcl.Connections.Clients;
import java.util.Date;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.kinesis.common.ConfigsBuilder;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.common.LeaseCleanupConfig;
import software.amazon.kinesis.common.StreamConfig;
import software.amazon.kinesis.coordinator.CoordinatorConfig;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.coordinator.WorkerStateChangeListener;
import software.amazon.kinesis.coordinator.streamInfo.StreamIdCache;
import software.amazon.kinesis.coordinator.streamInfo.StreamIdOnboardingState;
import software.amazon.kinesis.leases.Lease;
import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.leases.LeaseRefresher;
import software.amazon.kinesis.leases.exceptions.DependencyException;
import software.amazon.kinesis.leases.exceptions.LeasingException;
import software.amazon.kinesis.processor.ShardRecordProcessorFactory;
import software.amazon.kinesis.processor.SingleStreamTracker;

/** One worker of the KCL: one start, one run, one end. */
final class KclWorker implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(KclWorker.class.getName());
    private static final long POLL_SECONDS = 1;
    private static final long MADE_SECONDS_MAX = 600;

    private final KclSettings settings;
    private final String workerId;
    private final Clients clients;
    private final StreamConfig stream;
    private final Scheduler scheduler;
    private volatile @Nullable Throwable failure;
    private volatile boolean stopsGracefully;

    KclWorker(KclSettings settings, ShardRecordProcessorFactory processors) {
        this.settings = settings;
        this.workerId = Application.newWorkerId();
        this.clients = settings.connections().open(where());
        this.stream = new StreamConfig(settings.application().identifier(), begin(settings.initialPosition()));
        this.scheduler = newScheduler(processors);
    }

    private Scheduler newScheduler(ShardRecordProcessorFactory processors) {
        Application application = settings.application();
        ConfigsBuilder configs = new ConfigsBuilder(
                new SingleStreamTracker(stream.streamIdentifier(), stream),
                application.name(),
                clients.kinesis(),
                clients.dynamoDb(),
                clients.cloudWatch(),
                workerId,
                processors);
        CoordinatorConfig coordinator = configs.coordinatorConfig().workerStateChangeListener(new Failing());
        LeaseTimes times = settings.reading().leaseTimes();
        LeaseManagementConfig leases = new Leases(application.name(), clients, workerId, times.cleanup());
        leases.initialPositionInStream(stream.initialPositionInStreamExtended());
        times.apply(coordinator);
        times.apply(leases);
        return new Scheduler(
                configs.checkpointConfig(),
                coordinator,
                leases,
                configs.lifecycleConfig(),
                configs.metricsConfig()
                        .metricsLevel(application.metricsLevel())
                        .metricsEnabledDimensions(application.metricsDimensions()),
                configs.processorConfig().callProcessRecordsEvenForEmptyRecordList(true),
                configs.retrievalConfig()
                        .retrievalSpecificConfig(settings.reading().retrieval().of(application, clients.kinesis())));
    }

    private static InitialPositionInStreamExtended begin(InitialPosition position) {
        if (position instanceof InitialPosition.AtTimestamp at) {
            return InitialPositionInStreamExtended.newInitialPositionAtTimestamp(Date.from(at.timestamp()));
        }
        return InitialPositionInStreamExtended.newInitialPosition(
                position instanceof InitialPosition.TrimHorizon
                        ? InitialPositionInStream.TRIM_HORIZON
                        : InitialPositionInStream.LATEST);
    }

    /**
     * Makes the table, its index, and the leases of shards that have none, each only if it isn't there. The KCL would wait up
     * to 30 s for another worker to make the leases, 60 s after making them, and look for the index every 10 s.
     */
    void prepare() throws LeasingException {
        LeaseRefresher table = scheduler.leaseRefresher();
        table.createLeaseTableIfNotExists();
        check(table.waitUntilLeaseTableExists(POLL_SECONDS, MADE_SECONDS_MAX), "table");
        createIndex(table);
        // One for the whole JVM; the KCL's own start does the same, only later.
        StreamIdCache.initialize(scheduler.streamIdCacheManager(), StreamIdOnboardingState.NOT_ONBOARDED);
        Exception exception = scheduler
                .shardSyncTaskManagerProvider()
                .apply(stream)
                .callShardSyncTask()
                .getException();
        if (exception != null) {
            throw new MillraceException(
                    Kind.EXTERNAL_SYSTEM,
                    where() + ": its shards can't be listed, or no leases be made for them: " + exception.getMessage(),
                    exception);
        }
        check(table.waitUntilLeaseOwnerToLeaseKeyIndexExists(POLL_SECONDS, MADE_SECONDS_MAX), "table's index");
    }

    private static void createIndex(LeaseRefresher table) throws LeasingException {
        try {
            table.createLeaseOwnerToLeaseKeyIndexIfNotExists();
        } catch (DependencyException e) {
            if (!(e.getCause() instanceof ResourceInUseException)) {
                throw e;
            }
            LOG.log(System.Logger.Level.DEBUG, "another worker is making the index", e);
        }
    }

    private void check(boolean isThere, String what) {
        if (!isThere) {
            throw new MillraceException(
                    Kind.EXTERNAL_SYSTEM,
                    where() + ": its DynamoDB " + what + " was not made within " + MADE_SECONDS_MAX + " s");
        }
    }

    private String where() {
        return settings.application().where();
    }

    /**
     * Reads until it is told to stop, or can't begin; after a graceful stop it gives its leases up, so that nobody waits for them. Its
     * thread may be interrupted without effect.
     */
    void run() throws LeasingException {
        scheduler.run();
        Throwable known = failure;
        if (known != null) {
            throw new MillraceException(
                    Kind.EXTERNAL_SYSTEM, where() + ": the KCL doesn't start: " + known.getMessage(), known);
        }
        if (stopsGracefully) {
            giveUpLeases();
        }
    }

    private void giveUpLeases() throws LeasingException {
        LeaseRefresher table = scheduler.leaseRefresher();
        for (Lease lease : table.listLeases()) {
            if (workerId.equals(lease.actualOwner())) {
                table.evictLease(lease);
            }
        }
    }

    /** Has each shard's last records told to the table, and the run end. Returns at once. */
    void stopGracefully() {
        stopsGracefully = true;
        scheduler.startGracefulShutdown();
    }

    /** Stops without a word to anybody, as the death of the process would. */
    void abandon() {
        scheduler.shutdown();
    }

    /** Of the clients; after the run has ended. */
    @Override
    public void close() {
        clients.close();
    }

    /** The KCL has no setter for how soon leases of shards that have ended are removed. */
    private static final class Leases extends LeaseManagementConfig {
        private final LeaseCleanupConfig cleanup;

        Leases(String application, Clients clients, String workerId, LeaseCleanupConfig cleanup) {
            super(application, application, clients.dynamoDb(), clients.kinesis(), workerId);
            this.cleanup = cleanup;
        }

        @Override
        public LeaseCleanupConfig leaseCleanupConfig() {
            return cleanup;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /** The KCL tells nobody else why it gave up. */
    private final class Failing implements WorkerStateChangeListener {
        @Override
        public void onWorkerStateChange(WorkerState newState) {}

        @Override
        public void onAllInitializationAttemptsFailed(Throwable e) {
            failure = e;
        }
    }
}
