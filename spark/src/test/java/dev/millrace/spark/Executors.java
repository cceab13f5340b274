package dev.millrace.spark;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.api.java.JavaSparkContext;

/** The executors of a cluster, as processes of this machine. */
final class Executors {
    private Executors() {}

    /** Kills one with SIGKILL and returns when it is dead. */
    static void killOne(JavaSparkContext context) {
        Set<Long> pids = new HashSet<>(context.parallelize(List.of(1, 2, 3, 4), 4)
                .map(n -> ProcessHandle.current().pid())
                .collect());
        ProcessHandle victim = ProcessHandle.of(pids.iterator().next()).orElseThrow();
        CompletableFuture<ProcessHandle> end = victim.onExit();
        victim.destroyForcibly();
        end.join();
    }
}
