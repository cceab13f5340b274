package dev.millrace.testkit.simulation;

import dev.millrace.DStream;
import dev.millrace.Pair;
import dev.millrace.StreamingContext;
import dev.millrace.connector.Sink;
import dev.millrace.connector.StagedSink;
import dev.millrace.testkit.Faults;
import dev.millrace.testkit.TestMarkerSink;
import dev.millrace.testkit.TestOutput;
import dev.millrace.testkit.TestSource;
import dev.millrace.testkit.TestStagedSink;
import dev.millrace.testkit.simulation.RandomProgram.Output;
import dev.millrace.testkit.simulation.RandomProgram.Way;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** What lies outside of the program and survives it: source logs, sinks, and what its actions did. */
final class SimulatedWorld {
    private final Random random;
    private final Faults faults;
    private final Mutation mutation;
    private final RandomProgram program;
    private final List<TestSource<Event>> logs = new ArrayList<>();
    private final List<WatchedSource> sources = new ArrayList<>();
    private final List<Traced> traces = new ArrayList<>();
    private final Map<String, TestStagedSink<Pair<String, Long>>> staged = new LinkedHashMap<>();
    private final Map<String, TestMarkerSink<Pair<String, Long>>> markers = new LinkedHashMap<>();
    private final List<Execution> executions = new ArrayList<>();
    private long batchUnderWay;

    /** An output that shows what each batch read of a source. */
    private record Traced(Sink<Event> sink, TestOutput<Event> output) {}

    /** One run of an action: perhaps one of several for its batch. Batch 0 is any without records, which writes nothing. */
    record Execution(String output, long batch, Instant time, List<Pair<String, Long>> records) {}

    SimulatedWorld(Random random, Faults faults, Mutation mutation, RandomProgram program) {
        this.random = random;
        this.faults = faults;
        this.mutation = mutation;
        this.program = program;
        for (int i = 0; i < program.sources(); i++) {
            TestSource<Event> source = TestSource.<Event>named("source-" + i).with(faults);
            if (random.nextInt(3) == 0) {
                source.fromLatest();
            }
            if (random.nextBoolean()) {
                source.trimmingWhatIsCommitted();
            }
            logs.add(source);
            sources.add(new WatchedSource(source, mutation, () -> batchUnderWay(0)));
            traces.add(trace(i));
        }
        for (Output output : program.outputs()) {
            if (output.way() == Way.STAGED) {
                staged.put(
                        output.name(),
                        TestStagedSink.<Pair<String, Long>>named(output.name()).with(faults));
            } else if (output.way() == Way.MARKER) {
                markers.put(
                        output.name(),
                        TestMarkerSink.<Pair<String, Long>>named(output.name()).with(faults));
            }
        }
    }

    private Traced trace(int source) {
        String name = "trace-" + source;
        if (random.nextBoolean()) {
            TestStagedSink<Event> sink = TestStagedSink.<Event>named(name).with(faults);
            return new Traced(sink, sink);
        }
        TestMarkerSink<Event> sink = TestMarkerSink.<Event>named(name).with(faults);
        return new Traced(sink, sink);
    }

    /** The program, as it is run at each start. */
    void declare(StreamingContext context) {
        List<DStream<Event>> streams = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            DStream<Event> stream = context.sourceStream(sources.get(i));
            stream.save(mutated(traces.get(i).sink()));
            streams.add(stream);
        }
        ProgramStreams flows = new ProgramStreams(streams);
        for (Output output : program.outputs()) {
            if (output.way() == Way.ACTION) {
                flows.of(output.flow()).foreachRDD((rdd, time) -> {
                    List<Pair<String, Long>> records = Bag.sorted(rdd.collect());
                    Execution execution = new Execution(output.name(), batchUnderWay, time, records);
                    faults.call("action " + output.name(), () -> executions.add(execution));
                });
            } else {
                Sink<Pair<String, Long>> sink = output.way() == Way.STAGED
                        ? Objects.requireNonNull(staged.get(output.name()))
                        : Objects.requireNonNull(markers.get(output.name()));
                flows.of(output.flow()).save(mutated(sink));
            }
        }
        program.statefulFlows().forEach(flows::of);
    }

    private <T> Sink<T> mutated(Sink<T> sink) {
        if (sink instanceof TestMarkerSink<T> marker && mutation == Mutation.MARKS_ARE_IGNORED) {
            return MutatedParts.ignoringMarks(marker);
        }
        if (sink instanceof TestStagedSink<T> stagedSink) {
            StagedSink<T> broken = new MutatedStagedSink<>(stagedSink, mutation);
            return mutation == Mutation.NONE ? stagedSink : broken;
        }
        return sink;
    }

    /** A batch begins, or, with 0, is over. */
    void batchUnderWay(long batch) {
        batchUnderWay = batch;
    }

    /** Some records arrive in some logs; now and then in a new one. */
    void arrive() {
        TestSource<Event> source = logs.get(random.nextInt(logs.size()));
        int logNumber = random.nextInt(Math.min(4, source.logs().size() + 1));
        String log = "log-" + logNumber;
        int count = 1 + random.nextInt(1 + random.nextInt(12));
        List<Event> events = new ArrayList<>();
        long offset = source.records(log).size();
        for (int i = 0; i < count; i++) {
            events.add(new Event(
                    logs.indexOf(source), log, offset + i, "k" + random.nextInt(5), random.nextInt(1000) - 300));
        }
        source.pushTo(log, events);
    }

    int sourceCount() {
        return logs.size();
    }

    TestSource<Event> logs(int source) {
        return logs.get(source);
    }

    WatchedSource source(int source) {
        return sources.get(source);
    }

    TestOutput<Event> traced(int source) {
        return traces.get(source).output();
    }

    /** What was written by an output that is exactly-once. */
    TestOutput<Pair<String, Long>> output(Output output) {
        return output.way() == Way.STAGED
                ? Objects.requireNonNull(staged.get(output.name()))
                : Objects.requireNonNull(markers.get(output.name()));
    }

    /** Whether a staged sink shows something of this batch. */
    boolean showsStaged(long batch) {
        boolean shown =
                staged.values().stream().anyMatch(sink -> !sink.batch(batch).isEmpty());
        for (Traced trace : traces) {
            shown |= trace.sink() instanceof TestStagedSink<?>
                    && !trace.output().batch(batch).isEmpty();
        }
        return shown;
    }

    /** All runs of an action for one batch. */
    List<Execution> executions(String output, long batch) {
        return executions.stream()
                .filter(execution -> execution.output().equals(output) && execution.batch() == batch)
                .toList();
    }
}
