package dev.millrace.connector.kinesis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.connector.Clock;
import dev.millrace.connector.ReplayableSource;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.SourceReader;
import dev.millrace.testkit.Faults;
import dev.millrace.testkit.SourceContractTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the contract asks of every source, against a real server. */
class KinesisSourceContractTest extends SourceContractTest<KinesisRecord> {
    final LocalKinesis kinesis = LocalKinesis.shared();
    private final Faults faults = new Faults();

    @BeforeEach
    void createStream() {
        kinesis.create(2);
    }

    @AfterEach
    void close() {
        kinesis.close();
    }

    @Override
    protected ReplayableSource<KinesisRecord> source() {
        return new Disturbed(settings().buildRaw(), faults);
    }

    KinesisSourceBuilder<byte[]> settings() {
        return kinesis.source().retryMaxAttempts(1).retryTime(Duration.ZERO);
    }

    @Override
    protected void append(int log, List<KinesisRecord> records) {
        kinesis.putTo(log, records.stream().map(KinesisRecord::data).toList());
    }

    @Override
    protected KinesisRecord record(int number) {
        return new KinesisRecord("", "", 0, "", null, Instant.EPOCH, "NONE", ("record " + number).getBytes(UTF_8));
    }

    @Override
    protected Object identity(KinesisRecord record) {
        return new String(record.data(), UTF_8);
    }

    @Override
    protected Clock clock() {
        return kinesis.clock();
    }

    @Override
    protected boolean forgetOldest() {
        kinesis.clock().pass(Duration.ofHours(25));
        return true;
    }

    @Override
    protected Faults faults() {
        return faults;
    }

    /** The source over calls that can be made to fail. */
    record Disturbed(KinesisSource source, Faults faults) implements ReplayableSource<KinesisRecord> {
        @Override
        public SourceReader<KinesisRecord> open(SourceContext context) {
            KinesisCalls real = source.connect(context.clock());
            return source.open(context, new DisturbedCalls(real, faults), new Random(1));
        }

        @Override
        public String defaultName() {
            return source.defaultName();
        }
    }

    private record DisturbedCalls(KinesisCalls real, Faults faults) implements KinesisCalls {
        @Override
        public StreamInfo describe() throws KinesisFault {
            return call("DescribeStreamSummary", real::describe);
        }

        @Override
        public List<ShardInfo> shards(InitialPosition from) throws KinesisFault {
            return call("ListShards", () -> real.shards(from));
        }

        @Override
        public String iterator(String shardId, ShardPosition position) throws KinesisFault {
            return call("GetShardIterator", () -> real.iterator(shardId, position));
        }

        @Override
        public FetchReply records(String iterator, int recordsMax) throws KinesisFault {
            return call("GetRecords", () -> real.records(iterator, recordsMax));
        }

        @Override
        public long serviceMillis() {
            return real.serviceMillis();
        }

        @Override
        public void close() {
            real.close();
        }

        private <T> T call(String operation, Callable<T> call) throws KinesisFault {
            try {
                return faults.call(operation, call);
            } catch (KinesisFault e) {
                throw e;
            } catch (Exception e) {
                throw new KinesisFault(KinesisFault.Kind.UNAVAILABLE, operation, e.toString(), e);
            }
        }
    }
}
