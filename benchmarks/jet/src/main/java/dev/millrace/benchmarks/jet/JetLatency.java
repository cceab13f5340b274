package dev.millrace.benchmarks.jet;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.Util;
import com.hazelcast.jet.accumulator.LongAccumulator;
import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.ProcessorMetaSupplier;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sinks;
import com.hazelcast.jet.pipeline.Sources;
import com.hazelcast.jet.pipeline.StreamSource;
import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.OpenLoop;
import dev.millrace.benchmarks.input.Batch;
import org.jspecify.annotations.Nullable;

/** Row 9 for Jet: running counts in a stateful mapping. */
final class JetLatency implements Contestant {
    private final int perSecond;

    JetLatency(int perSecond) {
        this.perSecond = perSecond;
    }

    @Override
    public ForkResult compete(Effort effort) {
        OpenLoop loop = OpenLoop.begin(perSecond, effort);
        HazelcastInstance member = JetMember.start();
        try {
            Pipeline pipeline = Pipeline.create();
            pipeline.readFrom(source())
                    .withoutTimestamps()
                    .groupingKey(OpenLoop::key)
                    .mapStateful(LongAccumulator::new, (count, key, number) -> {
                        count.add(1);
                        return Util.entry(number, count.get());
                    })
                    .map(counted -> {
                        OpenLoop.current().seen(counted.getKey(), counted.getValue());
                        return counted;
                    })
                    .writeTo(Sinks.noop());
            Job job = member.getJet().newJob(pipeline);
            job.getFuture().whenComplete((done, failure) -> {
                if (failure != null) {
                    loop.failed(failure);
                }
            });
            ForkResult result = loop.result().join();
            job.join();
            return result;
        } finally {
            member.shutdown();
        }
    }

    private static StreamSource<Long> source() {
        return Sources.streamFromProcessor("open loop", ProcessorMetaSupplier.of(Batch.PARTS, DueP::new));
    }

    /** Emits the numbers of its part once they are due, and is cooperative. */
    private static final class DueP extends AbstractProcessor {
        private final OpenLoop loop = OpenLoop.current();
        private int part;
        private long next;
        private @Nullable Long waiting;

        @Override
        protected void init(Context context) {
            part = context.localProcessorIndex();
        }

        @Override
        public boolean complete() {
            long due = loop.due(part);
            while (next < due) {
                Long number = waiting == null ? Long.valueOf(OpenLoop.number(part, next)) : waiting;
                if (!tryEmit(number)) {
                    waiting = number;
                    return false;
                }
                waiting = null;
                next++;
            }
            return next == loop.all(part);
        }
    }
}
