package dev.millrace.benchmarks.dstream;

import dev.millrace.benchmarks.input.Batch;
import org.apache.spark.SparkConf;

/** How the peer is set up: Kryo, no UI, two partitions; the rest as Spark ships it. */
final class SparkSettings {
    private SparkSettings() {}

    static SparkConf conf(String application) {
        return new SparkConf()
                .setAppName(application)
                .setMaster("local[" + Batch.PARTS + "]")
                .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                .set("spark.ui.enabled", "false")
                .set("spark.ui.showConsoleProgress", "false")
                .set("spark.default.parallelism", String.valueOf(Batch.PARTS))
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1");
    }
}
