package dev.millrace.benchmarks.loop;

import dev.millrace.benchmarks.input.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** The caller's thread and one more: part 0 is done here, the others there. */
final class Workers implements AutoCloseable {
    private final ExecutorService others = Executors.newFixedThreadPool(Batch.PARTS - 1, task -> {
        Thread thread = new Thread(task, "loop");
        thread.setDaemon(true);
        return thread;
    });

    /** Computes something for every part at the same time; results in the parts' order. */
    <R> List<R> each(IntFunction<R> work) throws ExecutionException, InterruptedException {
        List<Future<R>> running = new ArrayList<>();
        for (int part = 1; part < Batch.PARTS; part++) {
            int other = part;
            running.add(others.submit(() -> work.apply(other)));
        }
        List<R> results = new ArrayList<>();
        results.add(work.apply(0));
        for (Future<R> other : running) {
            results.add(other.get());
        }
        return results;
    }

    @Override
    public void close() {
        others.shutdownNow();
    }
}
