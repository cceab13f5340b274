package dev.millrace.benchmarks.kafka;

import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.Metric;
import dev.millrace.benchmarks.fork.Order;
import dev.millrace.benchmarks.fork.Usage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;

/**
 * A topic is copied while 10,000 records a second come. Each holds the instant at which it should have been sent; who
 * reads the copy takes the time from there, so what a late sender holds up counts. The first half warms up.
 */
final class TimedCopy implements Contestant {
    private static final int RECORDS_PER_SECOND = 10_000;
    private static final int VALUE_BYTES = 60;
    /** Medians of the two halves of what is measured that differ by less are taken for the same. */
    private static final double FLAT = 0.1;

    private final Order order;
    private final Copying copying;

    TimedCopy(Order order, Copying copying) {
        this.order = order;
        this.copying = copying;
    }

    /** Who copies, until it is closed. */
    @FunctionalInterface
    interface Copying {
        AutoCloseable start(String servers, CopiedTopics topics, Path data) throws Exception;
    }

    @Override
    public ForkResult compete(Effort effort) throws Exception {
        try (CountedTopic broker = CountedTopic.start(order.data().resolve("broker"), order.size())) {
            return compete(broker);
        }
    }

    ForkResult compete(CountedTopic broker) throws Exception {
        int records = order.size();
        String name = order.program() + "-" + order.side();
        CopiedTopics topics = new CopiedTopics(name + "-in", name + "-out");
        broker.create(topics.from());
        broker.create(topics.to());
        Receiver receiver = new Receiver(records);
        AutoCloseable copy = copying.start(broker.servers(), topics, order.data());
        try {
            Thread sender = new Thread(() -> send(broker.servers(), topics.from(), records), "sender");
            sender.start();
            receiver.receive(broker.servers(), topics.to());
            sender.join();
        } finally {
            copy.close();
        }
        return new ForkResult(Integer.toString(records), receiver.isFlat(), receiver.metrics());
    }

    /** Open loop: what should have been sent is sent, however late. */
    private static void send(String servers, String topic, int records) {
        Map<String, Object> settings = Map.of("bootstrap.servers", servers, "linger.ms", 0);
        byte[] value = new byte[VALUE_BYTES];
        try (KafkaProducer<Long, byte[]> producer =
                new KafkaProducer<>(settings, new LongSerializer(), new ByteArraySerializer())) {
            producer.partitionsFor(topic);
            long begin = System.nanoTime();
            for (int i = 0; i < records; i++) {
                long due = begin + i * (1_000_000_000L / RECORDS_PER_SECOND);
                while (due - System.nanoTime() > 0) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                producer.send(new ProducerRecord<>(topic, i % CountedTopic.PARTITIONS, due, value));
            }
        }
    }

    /** Who reads the copy. One thread. */
    private static final class Receiver {
        private final long[] nanos;
        private long beginNanos;
        private long endNanos;
        private Usage begin = Usage.now();
        private Usage end = begin;

        Receiver(int records) {
            nanos = new long[records];
        }

        void receive(String servers, String topic) {
            Map<String, Object> settings = Map.of(
                    "bootstrap.servers", servers,
                    "group.id", "receiver",
                    "auto.offset.reset", "earliest",
                    "isolation.level", "read_committed");
            int received = 0;
            try (KafkaConsumer<Long, byte[]> consumer =
                    new KafkaConsumer<>(settings, new LongDeserializer(), new ByteArrayDeserializer())) {
                consumer.subscribe(List.of(topic));
                while (received < nanos.length) {
                    for (ConsumerRecord<Long, byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                        if (received == nanos.length / 2) {
                            begin = Usage.now();
                            beginNanos = System.nanoTime();
                        }
                        nanos[received++] = System.nanoTime() - record.key();
                    }
                }
            }
            end = Usage.now();
            endNanos = System.nanoTime();
        }

        boolean isFlat() {
            double earlier = percentile(nanos.length / 2, nanos.length * 3 / 4, 50);
            double later = percentile(nanos.length * 3 / 4, nanos.length, 50);
            return Math.abs(earlier / later - 1) < FLAT;
        }

        Map<Metric, Double> metrics() {
            int measured = nanos.length - nanos.length / 2;
            return Map.of(
                    Metric.MILLIS_END_TO_END_P50,
                    percentile(nanos.length / 2, nanos.length, 50),
                    Metric.MILLIS_END_TO_END_P99,
                    percentile(nanos.length / 2, nanos.length, 99),
                    Metric.CPU_NANOS_PER_RECORD,
                    (double) end.cpuNanosSince(begin) / measured,
                    Metric.BYTES_PER_RECORD,
                    (double) end.allocatedBytesSince(begin) / measured,
                    Metric.CORE_PERCENT,
                    100.0 * end.cpuNanosSince(begin) / (endNanos - beginNanos),
                    Metric.RESIDENT_BYTES,
                    (double) Usage.peakResidentBytes());
        }

        private double percentile(int from, int until, int percent) {
            long[] sorted = Arrays.copyOfRange(nanos, from, until);
            Arrays.sort(sorted);
            return sorted[(int) ((long) sorted.length * percent / 100)] / 1e6;
        }
    }
}
