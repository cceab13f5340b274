package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.OpenLoop;
import dev.millrace.benchmarks.input.Batch;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** Row 9 for Flink: running counts in keyed state. */
final class FlinkLatency implements Contestant {
    private final int perSecond;

    FlinkLatency(int perSecond) {
        this.perSecond = perSecond;
    }

    @Override
    public ForkResult compete(Effort effort) throws Exception {
        OpenLoop loop = OpenLoop.begin(perSecond, effort);
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(Batch.PARTS, FlinkRun.settings());
        try {
            environment.getConfig().enableObjectReuse();
            environment.setBufferTimeout(FlinkRun.BUFFER_TIMEOUT.toMillis());
            environment
                    .fromSource(
                            MemorySource.of(DueReader::new), WatermarkStrategy.noWatermarks(), "open loop", Types.LONG)
                    .keyBy(OpenLoop::key, Types.LONG)
                    .map(new RunningCount())
                    .returns(Types.TUPLE(Types.LONG, Types.LONG))
                    .map(counted -> {
                        OpenLoop.current().seen(counted.f0, counted.f1);
                        return counted;
                    })
                    .returns(Types.TUPLE(Types.LONG, Types.LONG))
                    .sinkTo(new DiscardingSink<>());
            JobClient job = environment.executeAsync();
            job.getJobExecutionResult().whenComplete((done, failure) -> {
                if (failure != null) {
                    loop.failed(failure);
                }
            });
            ForkResult result = loop.result().join();
            job.getJobExecutionResult().join();
            return result;
        } finally {
            environment.close();
        }
    }
}
