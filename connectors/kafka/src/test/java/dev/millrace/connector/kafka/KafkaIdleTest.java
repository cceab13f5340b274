package dev.millrace.connector.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.StreamingContext;
import dev.millrace.status.BatchInfo;
import dev.millrace.status.StreamingListener;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Kafka's own metrics say of a program that finds nothing to read. */
class KafkaIdleTest {
    private static final int BATCHES = 1_500;
    private static final double LONG_POLL_SECONDS = 0.5;

    private final LocalKafka kafka = LocalKafka.shared();

    @AfterEach
    void close() {
        kafka.close();
    }

    @Test
    void aBatchOfNothingCostsNoRequestBesideTheLongPoll() throws Exception {
        kafka.create(2);
        kafka.append(0, "first");
        Map<String, Object> params = Map.of(
                "bootstrap.servers", kafka.servers(), "auto.offset.reset", "earliest", "client.id", kafka.topic());
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch idle = new CountDownLatch(BATCHES);
        try (StreamingContext ssc = StreamingContext.builder()
                .appName("idle")
                .batchInterval(Duration.ofMillis(1))
                .build()) {
            ssc.addStreamingListener(new StreamingListener() {
                @Override
                public void onBatchCompleted(BatchInfo info) {
                    if (!info.recordsBySource().isEmpty()) {
                        read.countDown();
                    } else if (read.getCount() == 0) {
                        idle.countDown();
                    }
                }
            });
            ssc.sourceStream(KafkaSource.subscribe(List.of(kafka.topic()), params)
                            .deserializers(StringDeserializer::new, StringDeserializer::new)
                            .build())
                    .foreachRDD(rdd -> {});
            ssc.start();
            read.await();
            double before = requests();
            long begin = System.nanoTime();
            idle.await();
            double seconds = (System.nanoTime() - begin) / 1e9;
            double requests = requests() - before;
            assertTrue(requests > 0, "it fetches");
            // One that ends at either side of the time, and one of a watch that looks for new topics every 5 s.
            double expected = seconds / LONG_POLL_SECONDS + 2 + 2 * Math.ceil(seconds / 5);
            assertTrue(
                    requests <= expected,
                    requests + " requests in " + seconds + " s and " + BATCHES + " batches, not " + expected);
            assertEquals(1, ssc.status().sources().get(0).records());
        }
    }

    /** Of the program's consumer and of its watch together. */
    private double requests() throws Exception {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        double sum = 0;
        for (String pattern : List.of(
                "kafka.consumer:type=consumer-metrics,client-id=" + kafka.topic(),
                "kafka.admin.client:type=admin-client-metrics,client-id=" + kafka.topic())) {
            for (ObjectName name : beans.queryNames(new ObjectName(pattern), null)) {
                sum += (Double) beans.getAttribute(name, "request-total");
            }
        }
        return sum;
    }
}
