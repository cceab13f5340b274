package dev.millrace.batch;

import dev.millrace.batch.BatchRecord.SinkOutputs;
import dev.millrace.batch.Program.SinkEntry;
import dev.millrace.connector.StagedOutput;
import dev.millrace.connector.StagedSink;
import dev.millrace.engine.Retries;
import dev.millrace.plan.Plan;
import java.util.ArrayList;
import java.util.List;

/** Writes one stream to its sink in one batch, and publishes what was staged; tries again while the outside fails. */
final class SinkJob {
    private final Pause pause;
    private final Retries retries;

    SinkJob(Pause pause, Retries retries) {
        this.pause = pause;
        this.retries = retries;
    }

    /** What a staged sink has to publish; empty for the others. */
    <T> List<StagedOutput> write(SinkEntry<T> entry, BatchScope scope) {
        Plan<T> plan = scope.bind(entry.plan());
        List<SinkResult> results = new ArrayList<>(scope.engineBatch().run(plan, action(entry, scope, 0)));
        for (int partition = 0; partition < results.size(); partition++) {
            if (results.get(partition).failure() != null) {
                results.set(partition, writeAgain(entry, scope, plan, partition, results.get(partition)));
            }
        }
        List<StagedOutput> staged = new ArrayList<>();
        for (SinkResult result : results) {
            if (result.staged() != null) {
                staged.add(result.staged());
            }
        }
        return staged;
    }

    private <T> SinkResult writeAgain(
            SinkEntry<T> entry, BatchScope scope, Plan<T> plan, int partition, SinkResult first) {
        SinkResult result = first;
        String what = "sink '" + entry.name() + "', batch "
                + scope.engineBatch().inputs().batch() + ", partition " + partition;
        try (Retries.Try writing = retries.begin(what)) {
            for (int attempt = 1; result.failure() != null; attempt++) {
                writing.waitOrGiveUp(result.failure());
                result = scope.engineBatch()
                        .run(plan, partition, partition + 1, action(entry, scope, attempt))
                        .get(0);
            }
        }
        return result;
    }

    private static <T> SinkAction<T> action(SinkEntry<T> entry, BatchScope scope, int attempt) {
        var inputs = scope.engineBatch().inputs();
        return new SinkAction<>(entry.sink(), entry.name(), inputs.batch(), inputs.epoch(), attempt);
    }

    /** How many outputs were not visible before. */
    int publish(StagedSink<?> sink, long batch, SinkOutputs outputs) {
        String where = "sink '" + outputs.sink() + "', publishing batch " + batch + ", which is done";
        try (Retries.Try publishing = retries.begin(where)) {
            while (true) {
                try {
                    return sink.publish(outputs.sink(), batch, outputs.outputs());
                } catch (InterruptedException e) {
                    throw pause.interrupted(e);
                } catch (Exception e) {
                    publishing.waitOrGiveUp(SinkAction.describe(e, where));
                }
            }
        }
    }
}
