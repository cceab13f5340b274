package dev.millrace.connector.kinesis.kcl;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.services.kinesis.clientlibrary.exceptions.InvalidStateException;
import com.amazonaws.services.kinesis.clientlibrary.exceptions.ShutdownException;
import com.amazonaws.services.kinesis.clientlibrary.interfaces.v2.IRecordProcessor;
import com.amazonaws.services.kinesis.clientlibrary.lib.worker.InitialPositionInStream;
import com.amazonaws.services.kinesis.clientlibrary.lib.worker.KinesisClientLibConfiguration;
import com.amazonaws.services.kinesis.clientlibrary.lib.worker.ShutdownReason;
import com.amazonaws.services.kinesis.clientlibrary.lib.worker.Worker;
import com.amazonaws.services.kinesis.clientlibrary.types.InitializationInput;
import com.amazonaws.services.kinesis.clientlibrary.types.ProcessRecordsInput;
import com.amazonaws.services.kinesis.clientlibrary.types.ShutdownInput;
import com.amazonaws.services.kinesis.metrics.interfaces.MetricsLevel;
import com.amazonaws.services.kinesis.model.Record;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A program of the KCL 1, which Spark's receiver is made of: it tells the table of each record and stops in order when it has had enough. */
@SuppressWarnings("deprecation") // All of the KCL 1 is.
final class OldReader {
    private static final long PATIENCE_SECONDS = 120;
    private static final int RECORDS_PER_FETCH = 7;

    private final int enough;
    private final List<String> texts = new ArrayList<>();
    private final CountDownLatch done = new CountDownLatch(1);

    private OldReader(int enough) {
        this.enough = enough;
    }

    /** What it read. */
    static List<String> read(TestStream stream, int enough) throws Exception {
        OldReader reader = new OldReader(enough);
        Services services = Services.shared();
        // The credentials that ours makes up: a local DynamoDB keeps the tables of each key apart.
        KinesisClientLibConfiguration settings = new KinesisClientLibConfiguration(
                        stream.application,
                        stream.name,
                        new AWSStaticCredentialsProvider(new BasicAWSCredentials("local", "local")),
                        "old-" + UUID.randomUUID())
                .withKinesisEndpoint(services.kinesisEndpoint.toString())
                .withDynamoDBEndpoint(services.dynamoEndpoint.toString())
                .withRegionName("us-east-1")
                .withMetricsLevel(MetricsLevel.NONE)
                .withInitialPositionInStream(InitialPositionInStream.TRIM_HORIZON)
                .withMaxRecords(RECORDS_PER_FETCH)
                .withIdleTimeBetweenReadsInMillis(200)
                .withParentShardPollIntervalMillis(200)
                .withTaskBackoffTimeMillis(100)
                .withFailoverTimeMillis(SharedReader.FAILOVER.toMillis());
        Worker worker = new Worker.Builder()
                .config(settings)
                .recordProcessorFactory(() -> reader.new Shard())
                .build();
        Thread thread = new Thread(worker, "old-reader");
        thread.setDaemon(true);
        thread.start();
        boolean inTime = reader.done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        worker.startGracefulShutdown().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!inTime) {
            throw new AssertionError("the KCL 1 had " + reader.texts + " of " + enough);
        }
        return List.copyOf(reader.texts);
    }

    /** True if it was taken. */
    private synchronized boolean take(Record record) {
        if (texts.size() == enough) {
            return false;
        }
        texts.add(UTF_8.decode(record.getData()).toString());
        if (texts.size() == enough) {
            done.countDown();
        }
        return true;
    }

    private final class Shard implements IRecordProcessor {
        @Override
        public void initialize(InitializationInput input) {}

        @Override
        public void processRecords(ProcessRecordsInput input) {
            for (Record record : input.getRecords()) {
                if (!take(record)) {
                    return;
                }
                tell(() -> input.getCheckpointer().checkpoint(record));
            }
        }

        @Override
        public void shutdown(ShutdownInput input) {
            if (input.getShutdownReason() == ShutdownReason.TERMINATE) {
                tell(() -> input.getCheckpointer().checkpoint());
            }
        }
    }

    @FunctionalInterface
    private interface Telling {
        void tell() throws InvalidStateException, ShutdownException;
    }

    private static void tell(Telling telling) {
        try {
            telling.tell();
        } catch (InvalidStateException | ShutdownException e) {
            throw new IllegalStateException(e);
        }
    }
}
