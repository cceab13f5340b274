package dev.millrace.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerBlockManagerAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.storage.BlockManagerId;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The executors that this application has, and those that it has lost, whose names don't come again. Spark's thread tells,
 * the batch thread asks.
 */
final class LiveExecutors extends SparkListener {
    private final Map<String, Home> live = new ConcurrentHashMap<>();
    private final Set<String> gone = ConcurrentHashMap.newKeySet();

    /** An executor and its host. Where Spark runs within the driver there is none. */
    record Home(String executor, String host) implements Serializable {
        static Home of(BlockManagerId id) {
            return new Home(id.executorId(), id.host());
        }

        /** As Spark writes it where a task is to run. */
        String place() {
            return "executor_" + host + "_" + executor;
        }
    }

    static LiveExecutors of(SparkContext context) {
        LiveExecutors executors = new LiveExecutors();
        context.addSparkListener(executors);
        // Those that were there before anybody listened; one that is removed meanwhile is known as gone.
        CollectionConverters.asJava(context.env().blockManager().master().getMemoryStatus())
                .keySet()
                .forEach(executors::add);
        return executors;
    }

    private void add(BlockManagerId id) {
        if (!id.isDriver() && !gone.contains(id.executorId())) {
            live.put(id.executorId(), Home.of(id));
        }
    }

    @Override
    public void onBlockManagerAdded(SparkListenerBlockManagerAdded added) {
        add(added.blockManagerId());
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
        gone.add(removed.executorId());
        live.remove(removed.executorId());
    }

    boolean isGone(String executor) {
        return gone.contains(executor);
    }

    /** In an order that doesn't change by itself. */
    List<Home> all() {
        List<Home> all = new ArrayList<>(live.values());
        all.sort(Comparator.comparing(Home::executor));
        return all;
    }
}
