package dev.millrace;

import dev.millrace.batch.BatchScope;
import dev.millrace.batch.Program;
import dev.millrace.plan.Plan;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Calls a function with what a stream is in a batch. Has at hand what it needs for that: of a thousand streams without
 * records, the time of a batch goes into objects that the processor hasn't seen since the batch before. The loop's thread.
 */
abstract class StreamAction<T> implements Program.Action {
    private final DStream<T> stream;
    private final Portability portability;
    private final Slices slices;

    /** The stream's template, which is what it is once the context has started. */
    private @Nullable Plan<T> template;

    StreamAction(DStream<T> stream) {
        this.stream = stream;
        this.portability = stream.portability();
        this.slices = stream.slices();
    }

    abstract void call(RDD<T> rdd, Instant time) throws Exception;

    @Override
    public final void run(BatchScope scope) throws Exception {
        Plan<T> known = template;
        if (known == null) {
            known = stream.template().plan();
            template = known;
        }
        Slices.Running before = slices.begin(scope);
        try {
            call(RDD.in(scope.engineBatch(), scope.bind(known), portability), scope.time());
        } finally {
            slices.end(before);
        }
    }
}
