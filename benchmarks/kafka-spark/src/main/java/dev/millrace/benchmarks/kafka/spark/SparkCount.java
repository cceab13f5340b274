package dev.millrace.benchmarks.kafka.spark;

import dev.millrace.benchmarks.fork.SparkSettings;
import dev.millrace.benchmarks.kafka.CountedTopic;
import dev.millrace.benchmarks.kafka.Counting;
import dev.millrace.benchmarks.kafka.Stretch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.kafka010.ConsumerStrategies;
import org.apache.spark.streaming.kafka010.KafkaUtils;
import org.apache.spark.streaming.kafka010.LocationStrategies;
import scala.Tuple2;

/**
 * Spark's direct stream: counts by key in each batch, added up in the driver. A batch may take more than it can read in its
 * interval, so that batches wait and it never idles.
 */
@SuppressWarnings("deprecation") // Spark has deprecated what is compared here
final class SparkCount implements Counting {
    private static final Duration INTERVAL = new Duration(100);
    private static final int RECORDS_PER_SECOND_AND_PARTITION = 2_000_000;

    @Override
    public Map<String, Long> count(CountedTopic topic, Stretch stretch) throws Exception {
        Map<String, Long> counts = new HashMap<>();
        Map<String, Object> params = new HashMap<>(CountedTopic.LARGE_FETCHES);
        params.putAll(Map.of(
                "bootstrap.servers",
                topic.servers(),
                "group.id",
                "benchmark",
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false,
                "key.deserializer",
                StringDeserializer.class,
                "value.deserializer",
                ByteArrayDeserializer.class));
        try (JavaStreamingContext context = new JavaStreamingContext(conf(), INTERVAL)) {
            KafkaUtils.<String, byte[]>createDirectStream(
                            context,
                            LocationStrategies.PreferConsistent(),
                            ConsumerStrategies.Subscribe(List.of(CountedTopic.NAME), params))
                    .mapToPair(record -> new Tuple2<>(record.key(), 1L))
                    .reduceByKey(Long::sum)
                    .foreachRDD(rdd -> {
                        long counted = 0;
                        for (Tuple2<String, Long> pair : rdd.collect()) {
                            counts.merge(pair._1(), pair._2(), Long::sum);
                            counted += pair._2();
                        }
                        stretch.counted(counted);
                    });
            context.start();
            stretch.awaitEnd();
        }
        return counts;
    }

    private static SparkConf conf() {
        SparkConf conf = new SparkConf().setAppName("benchmark").setMaster(SparkSettings.master(false));
        SparkSettings.of(false).forEach(conf::set);
        return conf.set("spark.streaming.kafka.maxRatePerPartition", String.valueOf(RECORDS_PER_SECOND_AND_PARTITION));
    }
}
