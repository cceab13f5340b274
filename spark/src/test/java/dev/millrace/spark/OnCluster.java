package dev.millrace.spark;

import java.nio.file.Path;
import java.util.Objects;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * For classes of tests on a cluster, which share one and its application: started by the first and stopped after the last, or
 * when another class wants a context of its own, since a process has one. Speculation is on, tasks don't wait long for
 * an executor that is busy, and Spark writes with Kryo, as many clusters are set up to.
 */
final class OnCluster implements BeforeAllCallback {
    private static @Nullable Running running;

    private record Running(MiniCluster cluster, JavaSparkContext context) {}

    @Override
    public void beforeAll(ExtensionContext test) {
        test.getRoot().getStore(Namespace.GLOBAL).computeIfAbsent("the cluster", key ->
                (AutoCloseable) OnCluster::stop);
        start();
    }

    private static synchronized void start() {
        if (running == null) {
            Path work = Path.of(Objects.requireNonNull(System.getProperty("executor.tmpdir")), "cluster");
            MiniCluster cluster = new MiniCluster(work);
            running = new Running(
                    cluster,
                    new JavaSparkContext(cluster.speculatingApplication()
                            .set("spark.locality.wait", "200ms")
                            .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")));
        }
    }

    /** Before a context of another kind is started. */
    static synchronized void stop() {
        Running stopping = running;
        running = null;
        if (stopping != null) {
            stopping.context().stop();
            stopping.cluster().close();
        }
    }

    static synchronized JavaSparkContext context() {
        return Objects.requireNonNull(running).context();
    }

    static synchronized String master() {
        return Objects.requireNonNull(running).cluster().master();
    }
}
