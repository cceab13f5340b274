package dev.millrace.spark;

import dev.millrace.serde.Serdes;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a job's task gives: records, which travel as records do, or something serializable; and what was added to
 * accumulators on the way to it.
 */
record Outcome(
        @Nullable Chunk records,
        @Nullable Object other,
        @Nullable Chunk additions) implements Serializable {
    static Outcome of(@Nullable Object result, Serdes serdes, @Nullable Chunk additions) {
        if (result instanceof List<?> list) {
            Chunk.Writer writer = new Chunk.Writer(serdes);
            list.forEach(writer::accept);
            return new Outcome(writer.finish(0), null, additions);
        }
        return new Outcome(null, result, additions);
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
