package dev.millrace.spark;

import dev.millrace.serde.Serdes;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a job's task gives: records, which travel as records do, or something serializable; what was added to
 * accumulators on the way to it; and what the stateful stages have come to that ran in this task.
 */
record Outcome(
        @Nullable Chunk records,
        @Nullable Object other,
        @Nullable Chunk additions,
        List<StateResult> states) implements Serializable {
    static Outcome of(@Nullable Object result, TaskRun task, int partition) {
        Chunk additions = task.additions().chunk(partition);
        if (result instanceof List<?> list) {
            Chunk.Writer writer = new Chunk.Writer(task.serdes());
            list.forEach(writer::accept);
            return new Outcome(writer.finish(0), null, additions, task.states());
        }
        return new Outcome(null, result, additions, task.states());
    }

    @Nullable
    Object result(Serdes serdes) {
        if (records == null) {
            return other;
        }
        List<Object> list = new ArrayList<>();
        records.read(serdes, list::add);
        return list;
    }
}
