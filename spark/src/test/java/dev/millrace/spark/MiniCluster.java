package dev.millrace.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.master.Master$;
import org.apache.spark.deploy.worker.Worker$;
import org.apache.spark.rpc.RpcEnv;
import scala.Option;

/**
 * A standalone cluster: the master and two workers in this process, on two loopback addresses, so that Spark takes them for
 * two hosts; the executors are processes of their own, of one core each.
 */
final class MiniCluster implements AutoCloseable {
    private static final int WORKER_MEGABYTES = 1024;

    private final List<RpcEnv> parts = new ArrayList<>();
    private final String master;

    MiniCluster(Path directory) {
        OnCluster.stop();
        SparkConf conf = conf("spark://none");
        var started = Master$.MODULE$.startRpcEnvAndEndpoint("127.0.0.1", 0, 0, conf);
        parts.add(started._1());
        master = "spark://127.0.0.1:" + started._1().address().port();
        makeSparkHome();
        for (int i = 1; i <= 2; i++) {
            parts.add(Worker$.MODULE$.startRpcEnvAndEndpoint(
                    "127.0.0." + i,
                    0,
                    0,
                    1,
                    WORKER_MEGABYTES,
                    new String[] {master},
                    directory.toString(),
                    Option.apply(i),
                    conf,
                    Option.empty()));
        }
    }

    /** Workers look for Spark's jars in its home; the class path of the tests has them. */
    private static void makeSparkHome() {
        try {
            Files.createDirectories(Path.of(Objects.requireNonNull(System.getenv("SPARK_HOME")), "jars"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Settings of an application on this cluster. */
    SparkConf application() {
        return conf(master);
    }

    /** Of an application that runs a task again soon, if it takes longer than the others. */
    SparkConf speculatingApplication() {
        return application()
                .set("spark.speculation", "true")
                .set("spark.speculation.interval", "20ms")
                .set("spark.speculation.quantile", "0.5")
                .set("spark.speculation.multiplier", "1.1")
                .set("spark.speculation.minTaskRuntime", "200ms");
    }

    private static SparkConf conf(String master) {
        return LocalSpark.conf(master)
                .set("spark.executor.memory", "512m")
                .set(
                        "spark.executor.extraJavaOptions",
                        "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -Djava.io.tmpdir="
                                + System.getProperty("executor.tmpdir"))
                .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .set("spark.default.parallelism", "2")
                .set("spark.master.ui.port", "0")
                .set("spark.worker.ui.port", "0");
    }

    String master() {
        return master;
    }

    @Override
    public void close() {
        parts.forEach(RpcEnv::shutdown);
        parts.forEach(RpcEnv::awaitTermination);
    }
}
