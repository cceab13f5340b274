package dev.millrace.connector.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.batch.SystemClock;
import dev.millrace.connector.Clock;
import dev.millrace.connector.ReplayableSource;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.SourceReader;
import dev.millrace.testkit.Faults;
import dev.millrace.testkit.SourceContractTest;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the contract asks of every source, against a real broker. */
class KafkaSourceContractTest extends SourceContractTest<ConsumerRecord<byte[], byte[]>> {
    private final LocalKafka kafka = LocalKafka.shared();
    private final Faults faults = new Faults();

    @BeforeEach
    void createTopic() {
        kafka.create(2);
    }

    @AfterEach
    void close() {
        kafka.close();
    }

    @Override
    protected ReplayableSource<ConsumerRecord<byte[], byte[]>> source() {
        return new Disturbed(kafka.source().buildRaw(), faults);
    }

    @Override
    protected void append(int log, List<ConsumerRecord<byte[], byte[]>> records) {
        kafka.appendBytes(log, records.stream().map(ConsumerRecord::value).toList());
    }

    @Override
    protected ConsumerRecord<byte[], byte[]> record(int number) {
        return new ConsumerRecord<>("", 0, 0, new byte[0], ("record " + number).getBytes(UTF_8));
    }

    @Override
    protected Object identity(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.value(), UTF_8);
    }

    @Override
    protected Clock clock() {
        return new SystemClock();
    }

    @Override
    protected boolean forgetOldest() {
        kafka.forgetBefore(0, 1);
        return true;
    }

    @Override
    protected Faults faults() {
        return faults;
    }

    /** The source over calls that can be made to fail. */
    private record Disturbed(KafkaSource source, Faults faults)
            implements ReplayableSource<ConsumerRecord<byte[], byte[]>> {
        @Override
        public SourceReader<ConsumerRecord<byte[], byte[]>> open(SourceContext context) {
            return source.open(context, new DisturbedCalls(source.settings().connect("contract"), faults));
        }

        @Override
        public String defaultName() {
            return source.defaultName();
        }
    }
}
