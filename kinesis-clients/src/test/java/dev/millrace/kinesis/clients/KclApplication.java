package dev.millrace.kinesis.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.kinesis.common.ConfigsBuilder;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.coordinator.CoordinatorConfig;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.exceptions.InvalidStateException;
import software.amazon.kinesis.exceptions.ShutdownException;
import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.metrics.NullMetricsFactory;
import software.amazon.kinesis.processor.RecordProcessorCheckpointer;
import software.amazon.kinesis.processor.ShardRecordProcessor;
import software.amazon.kinesis.processor.SingleStreamTracker;
import software.amazon.kinesis.retrieval.KinesisClientRecord;
import software.amazon.kinesis.retrieval.RetrievalConfig;
import software.amazon.kinesis.retrieval.fanout.FanOutConfig;
import software.amazon.kinesis.retrieval.polling.PollingConfig;

/** An application of the KCL on one stream: workers one after the other, each of which checkpoints all that it was given. */
final class KclApplication {
    final String stream;
    final boolean fanOut;
    final Seen seen = new Seen();

    private final Clients clients;
    private int workers;
    private @Nullable Scheduler scheduler;

    /** What the KCL talks to. */
    record Clients(KinesisAsyncClient kinesis, DynamoDbAsyncClient dynamo, CloudWatchAsyncClient cloudWatch) {}

    KclApplication(String stream, boolean fanOut, Clients clients) {
        this.stream = stream;
        this.fanOut = fanOut;
        this.clients = clients;
    }

    void startWorker() {
        InitialPositionInStreamExtended oldest =
                InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON);
        ConfigsBuilder configs = new ConfigsBuilder(
                new SingleStreamTracker(stream, oldest),
                "application-" + stream,
                clients.kinesis,
                clients.dynamo,
                clients.cloudWatch,
                "worker-" + ++workers,
                Processor::new);
        // Leases by the workers themselves, without an elected leader, whose lease another worker would wait for.
        CoordinatorConfig coordinator = configs.coordinatorConfig()
                .clientVersionConfig(CoordinatorConfig.ClientVersionConfig.CLIENT_VERSION_CONFIG_COMPATIBLE_WITH_2X)
                .parentShardPollIntervalMillis(100)
                .shardConsumerDispatchPollIntervalMillis(50);
        LeaseManagementConfig leases = configs.leaseManagementConfig()
                .failoverTimeMillis(1_000)
                .shardSyncIntervalMillis(500)
                .leasesRecoveryAuditorExecutionFrequencyMillis(500)
                .initialPositionInStream(oldest);
        RetrievalConfig retrieval = configs.retrievalConfig();
        retrieval.retrievalSpecificConfig(
                fanOut
                        ? new FanOutConfig(clients.kinesis).streamName(stream).applicationName("application-" + stream)
                        : new PollingConfig(stream, clients.kinesis).idleTimeBetweenReadsInMillis(100));
        scheduler = new Scheduler(
                configs.checkpointConfig(),
                coordinator,
                leases,
                configs.lifecycleConfig(),
                configs.metricsConfig().metricsFactory(new NullMetricsFactory()),
                configs.processorConfig(),
                retrieval);
        Thread thread = new Thread(scheduler, "kcl-" + stream + "-" + workers);
        thread.setDaemon(true);
        thread.start();
    }

    void stopWorker() throws Exception {
        boolean graceful =
                Objects.requireNonNull(scheduler).startGracefulShutdown().get(120, TimeUnit.SECONDS);
        if (!graceful) {
            throw new AssertionError("The worker of " + stream + " was not shut down gracefully");
        }
    }

    /** Of one shard. */
    private final class Processor implements ShardRecordProcessor {
        private String shard = "";

        @Override
        public void initialize(InitializationInput input) {
            shard = input.shardId();
        }

        @Override
        public void processRecords(ProcessRecordsInput input) {
            List<String> texts = input.records().stream()
                    .map(KinesisClientRecord::data)
                    .map(data -> UTF_8.decode(data).toString())
                    .toList();
            seen.add(texts);
            if (!checkpoint(input.checkpointer())) {
                seen.notCheckpointed(texts);
            }
        }

        @Override
        public void leaseLost(LeaseLostInput input) {}

        @Override
        public void shardEnded(ShardEndedInput input) {
            seen.ended(shard);
            checkpoint(input.checkpointer());
        }

        @Override
        public void shutdownRequested(ShutdownRequestedInput input) {
            checkpoint(input.checkpointer());
        }

        /** Whether it could: not once the lease is lost, as by a machine that stands still for longer than it lasts. */
        private static boolean checkpoint(RecordProcessorCheckpointer checkpointer) {
            try {
                checkpointer.checkpoint();
                return true;
            } catch (InvalidStateException e) {
                throw new IllegalStateException(e);
            } catch (ShutdownException e) {
                // The lease is another's: whoever has it begins where the last checkpoint was.
                System.getLogger("kcl").log(System.Logger.Level.DEBUG, "No checkpoint", e);
                return false;
            }
        }
    }
}
