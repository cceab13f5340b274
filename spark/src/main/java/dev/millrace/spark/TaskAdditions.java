package dev.millrace.spark;

import dev.millrace.engine.Addition;
import dev.millrace.serde.Serdes;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is added to accumulators, on its way home: a task sends what its functions added, and what came to it with the
 * chunks that it read, on with the chunks that it sends and with its result. So what counts is what the attempts added
 * whose output was used. One thread.
 */
final class TaskAdditions {
    private final long batch;
    private final Serdes serdes;
    private final Map<Addition.Key, Addition> additions = new HashMap<>();

    TaskAdditions(long batch, Serdes serdes) {
        this.batch = batch;
        this.serdes = serdes;
    }

    void add(Addition addition) {
        additions.merge(addition.key(), addition, Addition::furthest);
    }

    Collection<Addition> all() {
        return additions.values();
    }

    /** Takes up what another task sent, unless that was in another batch, whose records were kept. */
    void bring(@Nullable Chunk chunk) {
        if (chunk == null) {
            return;
        }
        boolean[] isOurs = {false};
        chunk.read(serdes, value -> {
            if (value instanceof Long sentIn) {
                isOurs[0] = sentIn == batch;
            } else if (isOurs[0]) {
                add((Addition) value);
            }
        });
    }

    /** All of it, as what the task with this number sends; null for nothing. */
    @Nullable
    Chunk chunk(int task) {
        if (additions.isEmpty()) {
            return null;
        }
        Chunk.Writer writer = new Chunk.Writer(serdes);
        writer.accept(batch);
        additions.values().forEach(writer::accept);
        return writer.finish(Chunk.additionsOf(task));
    }
}
