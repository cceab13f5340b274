package dev.millrace.benchmarks.jet;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sinks;
import com.hazelcast.jet.pipeline.StreamSourceStage;
import com.hazelcast.jet.pipeline.StreamStage;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.PartedPasses;
import dev.millrace.benchmarks.input.Batch;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One job, from records in memory to an output that adds up. Its processors run in this process and find here what they
 * read and where they report to: a job carries what it needs in serialized form.
 */
final class JetRun<T, R> {
    private static volatile @Nullable JetRun<?, ?> current;

    private final List<Batch<T>> batches;
    private final long passMillis;
    private final PartedPasses<R, ?> passes;

    /** @param passMillis how much later the records of a pass are than those of the one before */
    JetRun(List<Batch<T>> batches, long passMillis, PartedPasses<R, ?> passes) {
        this.batches = batches;
        this.passMillis = passMillis;
        this.passes = passes;
    }

    /** The job whose processors are being made. One at a time in a process. */
    static JetRun<?, ?> current() {
        JetRun<?, ?> run = current;
        if (run == null) {
            throw new IllegalStateException("no job runs");
        }
        return run;
    }

    ForkResult run(Function<StreamSourceStage<T>, StreamStage<R>> program) {
        current = this;
        HazelcastInstance member = JetMember.start();
        try {
            // An instance of the output is shown what one instance before it gives: else it would mix the passes of
            // two.
            Pipeline pipeline = Pipeline.create().setPreserveOrder(true);
            program.apply(pipeline.readFrom(MemoryP.<T>source()))
                    .<R>customTransform("output", OutputP.supplier())
                    .setLocalParallelism(Batch.PARTS)
                    .writeTo(Sinks.noop());
            Job job = member.getJet().newJob(pipeline);
            job.getFuture().whenComplete((done, failure) -> {
                if (failure != null) {
                    passes.failed(failure);
                }
            });
            ForkResult result = passes.await();
            job.join();
            return result;
        } finally {
            member.shutdown();
        }
    }

    T[] records(long pass, int part) {
        return batches.get((int) (pass % batches.size())).parts().get(part);
    }

    /** The time of a pass's records. */
    long time(long pass) {
        return pass * passMillis;
    }

    /** The pass that has ended when event time has come this far. */
    long passBefore(long time) {
        return time / passMillis - 1;
    }

    PartedPasses<R, ?> passes() {
        return passes;
    }
}
