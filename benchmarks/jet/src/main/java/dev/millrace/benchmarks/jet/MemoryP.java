package dev.millrace.benchmarks.jet;

import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.ProcessorMetaSupplier;
import com.hazelcast.jet.core.Watermark;
import com.hazelcast.jet.core.function.ObjLongBiFunction;
import com.hazelcast.jet.pipeline.Sources;
import com.hazelcast.jet.pipeline.StreamSource;
import dev.millrace.benchmarks.input.Batch;
import org.jspecify.annotations.Nullable;

/**
 * Emits its part of one pass after the other, as the passes begin, and a watermark after each. It walks over the arrays
 * themselves, and is cooperative.
 */
final class MemoryP extends AbstractProcessor {
    private final ObjLongBiFunction<Object, ?> wrap;
    private final JetRun<?, ?> run = JetRun.current();
    private int part;
    private long pass;
    private int next;
    private @Nullable Object waiting;

    private MemoryP(ObjLongBiFunction<Object, ?> wrap) {
        this.wrap = wrap;
    }

    @SuppressWarnings("unchecked") // the run's records are of this type
    static <T> StreamSource<T> source() {
        return Sources.streamFromProcessorWithWatermarks("memory", true, policy -> {
            ObjLongBiFunction<Object, ?> wrap = (ObjLongBiFunction<Object, ?>) policy.wrapFn();
            return ProcessorMetaSupplier.of(Batch.PARTS, () -> new MemoryP(wrap));
        });
    }

    @Override
    protected void init(Context context) {
        part = context.localProcessorIndex();
    }

    @Override
    public boolean complete() {
        while (run.passes().mayBegin(pass)) {
            if (!emit(run.records(pass, part), run.time(pass)) || !tryEmit(new Watermark(run.time(pass + 1)))) {
                return false;
            }
            next = 0;
            pass++;
        }
        return run.passes().haveEnded();
    }

    private boolean emit(Object[] records, long time) {
        while (next < records.length) {
            Object event = waiting == null ? wrap.apply(records[next], time) : waiting;
            if (!tryEmit(event)) {
                waiting = event;
                return false;
            }
            waiting = null;
            next++;
        }
        return true;
    }
}
