package dev.millrace;

import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.SystemClock;
import dev.millrace.connector.Clock;
import dev.millrace.engine.BatchInputs;
import dev.millrace.engine.EmbeddedEngine;
import dev.millrace.engine.EngineBatch;
import dev.millrace.plan.Plan;
import java.time.Instant;
import java.util.Map;

/** What runs actions on RDDs that are the same in every batch, outside of any: the caller's thread alone. */
final class ConstantBatch {
    private ConstantBatch() {}

    /** A batch of its own for an action on a plan that reads no source. */
    static EngineBatch begin(String action, Plan<?> plan) {
        if (SplitsRead.readsSources(plan)) {
            throw new MillraceException(
                    Kind.USER_CODE,
                    action
                            + " needs a batch that runs it: this RDD is a template of what a stream has in a batch. Call it"
                            + " on the RDD that foreachRDD or transform gives");
        }
        Clock clock = new SystemClock();
        Instant time = clock.instant();
        return EmbeddedEngine.create("constant", 1, clock).begin(new BatchInputs(0, time, time, 0, 0, 1, Map.of()));
    }
}
