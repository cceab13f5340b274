package dev.millrace.spark;

import dev.millrace.batch.SystemClock;
import dev.millrace.engine.Engine;
import dev.millrace.serde.Serdes;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Spark in the tests' own process, with two tasks at a time, on loopback and without its pages. */
public final class LocalSpark implements AutoCloseable {
    private static final Map<String, String> SETTINGS = Map.of(
            "spark.ui.enabled", "false",
            "spark.serializer.extraDebugInfo", "false",
            "spark.driver.host", "127.0.0.1",
            "spark.driver.bindAddress", "127.0.0.1");

    private final JavaSparkContext context;

    public LocalSpark() {
        OnCluster.stop();
        context = new JavaSparkContext(conf("local[2]"));
    }

    static SparkConf conf(String master) {
        SparkConf conf = new SparkConf().setAppName("tests").setMaster(master);
        SETTINGS.forEach(conf::set);
        return conf;
    }

    /** For contexts that a program starts itself. */
    static void setProperties() {
        OnCluster.stop();
        SETTINGS.forEach(System::setProperty);
    }

    static void clearProperties() {
        SETTINGS.keySet().forEach(System::clearProperty);
    }

    Engine engine(SharedCheckpointStorage checkpoint) {
        return new SparkEngine(context, Serdes.builtIn(), new SystemClock(), checkpoint, () -> {});
    }

    /** An engine that leaves the context open when it is closed. */
    public Engine engine() {
        return sparkEngine();
    }

    SparkEngine sparkEngine() {
        return new SparkEngine(context, Serdes.builtIn(), new SystemClock(), null, () -> {});
    }

    @Override
    public void close() {
        context.stop();
    }
}
