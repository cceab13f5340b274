package dev.millrace.benchmarks.dstream;

import dev.millrace.benchmarks.fork.SparkSettings;
import org.apache.spark.SparkConf;

/** The settings as Spark takes them. */
final class SparkConfs {
    private SparkConfs() {}

    static SparkConf of(String application, boolean onCluster) {
        SparkConf conf = new SparkConf().setAppName(application).setMaster(SparkSettings.master(onCluster));
        SparkSettings.of(onCluster).forEach(conf::set);
        return conf;
    }
}
