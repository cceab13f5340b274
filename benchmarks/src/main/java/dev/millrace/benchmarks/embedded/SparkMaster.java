package dev.millrace.benchmarks.embedded;

import dev.millrace.benchmarks.fork.Side;
import dev.millrace.benchmarks.fork.SparkSettings;

/** Sets this process up for Millrace on Spark, as the peer is set up. */
final class SparkMaster {
    private SparkMaster() {}

    static String of(Side side) {
        boolean onCluster = side.isOnCluster();
        SparkSettings.of(onCluster).forEach(System::setProperty);
        String master = SparkSettings.master(onCluster);
        return onCluster ? master : "spark-" + master;
    }
}
