package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.PartedPasses;
import dev.millrace.benchmarks.input.Batch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * One job, from records in memory to an output that adds up. Its tasks run in this process and find here what they read
 * and where they report to: a job carries what it needs in serialized form.
 */
final class FlinkRun<T, R> {
    static final Duration BUFFER_TIMEOUT = Duration.ofMillis(1);
    private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(1);

    private static volatile @Nullable FlinkRun<?, ?> current;

    private final List<Batch<T>> batches;
    private final long passMillis;
    private final PartedPasses<R, ?> passes;
    private final Configuration settings = settings();
    private final AtomicInteger tasksNotReady = new AtomicInteger();
    private final CompletableFuture<Void> allReady = new CompletableFuture<>();
    private boolean isCheckpointed;

    /** @param passMillis how much later the records of a pass are than those of the one before */
    FlinkRun(List<Batch<T>> batches, long passMillis, PartedPasses<R, ?> passes) {
        this.batches = batches;
        this.passMillis = passMillis;
        this.passes = passes;
    }

    /** The job whose tasks are being made. One at a time in a process. */
    static FlinkRun<?, ?> current() {
        FlinkRun<?, ?> run = current;
        if (run == null) {
            throw new IllegalStateException("no job runs");
        }
        return run;
    }

    ForkResult run(TypeInformation<T> type, Function<DataStream<T>, DataStream<R>> program) throws Exception {
        current = this;
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(Batch.PARTS, settings);
        try {
            environment.getConfig().enableObjectReuse();
            environment.setBufferTimeout(BUFFER_TIMEOUT.toMillis());
            DataStream<T> records =
                    environment.fromSource(MemorySource.<T>ofRun(), WatermarkStrategy.noWatermarks(), "memory", type);
            program.apply(records).sinkTo(new PassSink<>());
            JobClient job = environment.executeAsync();
            job.getJobExecutionResult().whenComplete((done, failure) -> {
                if (failure != null) {
                    passes.failed(failure);
                }
            });
            ForkResult result = passes.await();
            if (isCheckpointed) {
                job.cancel().join(); // else it would end with one more checkpoint
            } else {
                job.getJobExecutionResult().join();
            }
            return result;
        } finally {
            environment.close();
        }
    }

    /** Makes checkpoints all the time, as often as the first example of its manual does; complete ones, of the heap's state. */
    FlinkRun<T, R> checkpointingTo(Path directory) {
        settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL)
                .set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem")
                .set(
                        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                        directory.toUri().toString());
        isCheckpointed = true;
        return this;
    }

    /** Gives no records before so many tasks have said that they are ready for them. */
    FlinkRun<T, R> holdingBackFor(int tasks) {
        tasksNotReady.set(tasks);
        return this;
    }

    /** A task is ready, once. */
    void isReady() {
        if (tasksNotReady.decrementAndGet() == 0) {
            allReady.complete(null);
        }
    }

    /** Whether an input may begin this pass. */
    boolean mayBegin(long pass) {
        return tasksNotReady.get() <= 0 && passes.mayBegin(pass);
    }

    CompletableFuture<Void> whenMayBegin(long pass) {
        return tasksNotReady.get() > 0 ? allReady : passes.whenMayBegin(pass);
    }

    /** State in the heap; no memory kept for state elsewhere; a job that fails stays so; the rest as it is shipped. */
    static Configuration settings() {
        return new Configuration()
                .set(StateBackendOptions.STATE_BACKEND, "hashmap")
                .set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ZERO)
                .set(RestartStrategyOptions.RESTART_STRATEGY, "none")
                .set(RestOptions.BIND_ADDRESS, "127.0.0.1")
                .set(RestOptions.BIND_PORT, "0");
    }

    T[] records(long pass, int part) {
        return batches.get((int) (pass % batches.size())).parts().get(part);
    }

    /** The time of a pass's records. */
    long time(long pass) {
        return pass * passMillis;
    }

    /** The pass that has ended when no record with this time or an earlier one will come. */
    long passUntil(long time) {
        return (time + 1) / passMillis - 1;
    }

    PartedPasses<R, ?> passes() {
        return passes;
    }
}
