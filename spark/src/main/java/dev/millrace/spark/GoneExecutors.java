package dev.millrace.spark;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;

/** The executors that this application has lost. Their names don't come again. Spark's thread adds, the batch thread asks. */
final class GoneExecutors extends SparkListener {
    private final Set<String> gone = ConcurrentHashMap.newKeySet();

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
        gone.add(removed.executorId());
    }

    boolean contains(String executor) {
        return gone.contains(executor);
    }
}
