package dev.millrace.connector.kafka;

import dev.millrace.connector.GroupingSink;
import dev.millrace.connector.MarkerSink;
import dev.millrace.connector.Prepared;
import dev.millrace.connector.SinkContext;
import dev.millrace.connector.SinkTask;
import dev.millrace.testkit.Faults;
import dev.millrace.testkit.MarkerSinkContractTest;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the contract asks of every sink that marks what it has written, against a real broker and its transactions. */
class KafkaSinkContractTest extends MarkerSinkContractTest<String> {
    private final LocalKafka kafka = LocalKafka.shared();
    private final Faults faults = new Faults();

    @BeforeEach
    void createTopic() {
        kafka.create(1); // fewer partitions than the sink has: its marks don't depend on them
    }

    @AfterEach
    void close() {
        kafka.close();
    }

    @Override
    protected MarkerSink<String> sink() {
        return new Disturbed(
                KafkaSink.<String>builder(kafka.sinkParams())
                        .topic(kafka.topic())
                        .value(text -> text, StringSerializer::new)
                        .build(),
                kafka.topic(),
                faults);
    }

    @Override
    protected boolean isSerializable() {
        return false; // the faults aren't; KafkaSinkTest looks at copies
    }

    @Override
    protected String record(int number) {
        return "record " + number;
    }

    @Override
    protected List<String> visible() {
        return kafka.committed().stream().map(ConsumerRecord::value).toList();
    }

    @Override
    protected Faults faults() {
        return faults;
    }

    /** The sink over calls that can be made to fail; its tests share a broker, so each has a name of its own. */
    private record Disturbed(KafkaSink<String> sink, String world, Faults faults)
            implements MarkerSink<String>, GroupingSink<String, ProducerRecord<byte[], byte[]>> {
        @Override
        public String defaultName() {
            return sink.defaultName();
        }

        @Override
        public MarkerSink<String> open(SinkContext context) {
            return sink.open(new SinkContext(world, context.sinkName(), context.clock()));
        }

        @Override
        public Prepared<ProducerRecord<byte[], byte[]>> prepare(SinkTask task, Iterator<String> records) {
            return sink.prepare(task, records);
        }

        @Override
        public MarkerSink<ProducerRecord<byte[], byte[]>> ofPrepared() {
            return sink.ofPrepared();
        }

        @Override
        public void close() {
            sink.close();
        }

        @Override
        public void write(SinkTask task, Iterator<String> records) {
            KafkaSink<String> of = sink.ofProgram(world);
            try (SinkCalls real = of.connect()) {
                of.write(task, records, new DisturbedSinkCalls(real, faults));
            }
        }
    }

    private static void call(Faults faults, String what, Runnable call) {
        get(faults, what, () -> {
            call.run();
            return 0;
        });
    }

    private static <V> V get(Faults faults, String what, Callable<V> call) {
        try {
            return faults.call(what, call);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private record DisturbedSinkCalls(SinkCalls real, Faults faults) implements SinkCalls {
        @Override
        public Transactions transactions(String id) {
            return new DisturbedTransactions(real.transactions(id), faults);
        }

        @Override
        public Map<TopicPartition, OffsetAndMetadata> offsets(String group) {
            return get(faults, "the marks", () -> real.offsets(group));
        }

        @Override
        public Duration offsetsRetention() {
            return real.offsetsRetention();
        }

        @Override
        public void close() {
            real.close();
        }
    }

    private record DisturbedTransactions(SinkCalls.Transactions real, Faults faults) implements SinkCalls.Transactions {
        @Override
        public void init() {
            call(faults, "init", real::init);
        }

        @Override
        public void begin() {
            call(faults, "begin", real::begin);
        }

        @Override
        public void send(ProducerRecord<byte[], byte[]> record) {
            call(faults, "send", () -> real.send(record));
        }

        @Override
        public void sendOffsets(String group, Map<TopicPartition, OffsetAndMetadata> offsets) {
            call(faults, "the mark", () -> real.sendOffsets(group, offsets));
        }

        @Override
        public void commit() {
            call(faults, "commit", real::commit);
        }

        @Override
        public void abort() {
            real.abort();
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
