package dev.millrace.batch;

import dev.millrace.batch.BatchRecord.SinkOutputs;
import dev.millrace.batch.Program.SinkEntry;
import dev.millrace.connector.GroupingSink;
import dev.millrace.connector.Prepared;
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

    /** What a sink makes of its stream's records in one batch, in the order of the partitions. */
    <T, R> List<Prepared<R>> prepare(SinkEntry<T> entry, GroupingSink<? super T, R> sink, BatchScope scope) {
        var inputs = scope.engineBatch().inputs();
        List<Prepared<R>> prepared = new ArrayList<>(scope.engineBatch()
                .run(
                        scope.bind(entry.plan()),
                        new PrepareAction<>(sink, entry.name(), inputs.batch(), inputs.time(), inputs.epoch())));
        prepared.removeIf(part -> part.records().isEmpty());
        return prepared;
    }

    /** Writes what a group's batches have for a sink, as one partition of the last batch; returns what is to be published. */
    <R> List<StagedOutput> writeGroup(SinkAction<R> first, List<R> records) {
        try {
            SinkResult result = first.write(0, records);
            if (result.failure() != null) {
                String what = "sink '" + first.name() + "', the group up to batch " + first.batch();
                try (Retries.Try writing = retries.begin(what)) {
                    for (int attempt = 1; result.failure() != null; attempt++) {
                        writing.waitOrGiveUp(result.failure());
                        result = first.again(attempt).write(0, records);
                    }
                }
            }
            return result.staged() == null ? List.of() : List.of(result.staged());
        } catch (InterruptedException e) {
            throw pause.interrupted(e);
        }
    }

    private static <T> SinkAction<T> action(SinkEntry<T> entry, BatchScope scope, int attempt) {
        var inputs = scope.engineBatch().inputs();
        return new SinkAction<>(entry.sink(), entry.name(), inputs.batch(), inputs.time(), inputs.epoch(), attempt);
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
