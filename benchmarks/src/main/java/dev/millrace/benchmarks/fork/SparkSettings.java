package dev.millrace.benchmarks.fork;

import dev.millrace.benchmarks.input.Batch;
import java.util.HashMap;
import java.util.Map;

/** How Spark is set up for both who run on it: Kryo, no UI, two partitions; the rest as Spark ships it. */
public final class SparkSettings {
    private SparkSettings() {}

    /** What follows {@code local} in the master of both. */
    public static String master(boolean onCluster) {
        return onCluster ? "local-cluster[" + Batch.PARTS + ",1,1024]" : "local[" + Batch.PARTS + "]";
    }

    public static Map<String, String> of(boolean onCluster) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "spark.serializer", "org.apache.spark.serializer.KryoSerializer",
                "spark.ui.enabled", "false",
                "spark.ui.showConsoleProgress", "false",
                "spark.default.parallelism", String.valueOf(Batch.PARTS),
                "spark.driver.host", "127.0.0.1",
                "spark.driver.bindAddress", "127.0.0.1"));
        if (onCluster) {
            settings.put("spark.executor.extraClassPath", System.getProperty("java.class.path"));
            settings.put("spark.executor.extraJavaOptions", "-XX:+UseParallelGC");
        }
        return settings;
    }
}
