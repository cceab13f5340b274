package dev.millrace.testkit.simulation;

import dev.millrace.connector.GroupingSink;
import dev.millrace.connector.Prepared;
import dev.millrace.connector.SinkTask;
import dev.millrace.connector.StagedOutput;
import dev.millrace.connector.StagedSink;
import dev.millrace.testkit.TestStagedSink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A staged sink that breaks a rule. One for each life of the program: what it has in memory dies with it. */
final class MutatedStagedSink<T> implements StagedSink<T>, GroupingSink<T, T> {
    private final TestStagedSink<T> sink;
    private final Mutation mutation;
    private final transient Map<String, Unstaged<T>> unstaged = new HashMap<>();

    private record Unstaged<T>(SinkTask task, List<T> records) {}

    MutatedStagedSink(TestStagedSink<T> sink, Mutation mutation) {
        this.sink = sink;
        this.mutation = mutation;
    }

    @Override
    public String defaultName() {
        return sink.defaultName();
    }

    @Override
    public Prepared<T> prepare(SinkTask task, Iterator<T> records) {
        return sink.prepare(task, records);
    }

    @Override
    public StagedSink<T> ofPrepared() {
        return this;
    }

    @Override
    public StagedOutput stage(SinkTask task, Iterator<T> records) throws Exception {
        List<T> list = new ArrayList<>();
        records.forEachRemaining(list::add);
        if (mutation == Mutation.DONE_BEFORE_THE_STAGE_IS_DURABLE) {
            String name = "memory-" + task;
            unstaged.put(name, new Unstaged<>(task, list));
            return new StagedOutput(task.partition(), name, list.size(), list.hashCode(), list.size());
        }
        StagedOutput output = sink.stage(task, list.iterator());
        if (mutation == Mutation.PUBLISHED_BEFORE_DONE) {
            sink.publish(task.sink(), task.batch(), List.of(output));
        }
        return output;
    }

    @Override
    public int publish(String name, long batch, List<StagedOutput> outputs) throws Exception {
        List<StagedOutput> durable = new ArrayList<>();
        for (StagedOutput output : outputs) {
            if (mutation == Mutation.DONE_BEFORE_THE_STAGE_IS_DURABLE) {
                Unstaged<T> found = unstaged.get(output.name());
                if (found != null) {
                    durable.add(sink.stage(found.task(), found.records().iterator()));
                }
            } else {
                durable.add(output);
            }
        }
        List<T> before = mutation == Mutation.PUBLISHED_TWICE ? sink.batch(batch) : List.of();
        if (!before.isEmpty() && !outputs.isEmpty()) {
            StagedOutput first = Objects.requireNonNull(outputs.get(0));
            SinkTask again = new SinkTask(name, batch, 1000 + first.partition(), Long.MAX_VALUE, 0);
            sink.publish(name, batch, List.of(sink.stage(again, before.iterator())));
        }
        return sink.publish(name, batch, durable);
    }

    @Override
    public void discardUnpublished(String name, long batch, long epoch) throws Exception {
        sink.discardUnpublished(name, batch, epoch);
    }
}
