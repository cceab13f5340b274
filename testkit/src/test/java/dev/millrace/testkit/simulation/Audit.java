package dev.millrace.testkit.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.Pair;
import dev.millrace.testkit.simulation.RandomProgram.Output;
import dev.millrace.testkit.simulation.RandomProgram.Way;
import dev.millrace.testkit.simulation.SimulatedWorld.Execution;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Compares what the outside world holds with what the program means: each done batch read on exactly where the last one
 * had ended, and every output of it is what the reference computes from what it read. Looks at each batch once.
 */
final class Audit {
    private final SimulatedWorld world;
    private final RandomProgram program;
    private final Observation observation;
    private final Reference reference;
    private final List<Map<String, Long>> positions = new ArrayList<>();
    private long audited;

    Audit(SimulatedWorld world, RandomProgram program, Observation observation) {
        this.world = world;
        this.program = program;
        this.observation = observation;
        this.reference = new Reference(program);
        for (int i = 0; i < world.sourceCount(); i++) {
            positions.add(new HashMap<>());
        }
    }

    /** No batch is under way, and the last one was published. */
    void check() {
        assertEquals(List.of(), observation.complaints());
        long done = observation.lastDone();
        while (audited < done) {
            audited++;
            List<List<Event>> events = new ArrayList<>();
            for (int i = 0; i < world.sourceCount(); i++) {
                List<Event> ofSource = world.traced(i).batch(audited);
                ofSource.forEach(this::checkOrder);
                events.add(ofSource);
            }
            reference.next(events);
            program.outputs().forEach(this::checkOutput);
        }
        for (int i = 0; i < world.sourceCount(); i++) {
            assertNothingAfter(done, "trace of source " + i, world.traced(i).batch(done + 1));
        }
        for (Output output : program.outputs()) {
            if (output.way() != Way.ACTION) {
                assertNothingAfter(done, output.name(), world.output(output).batch(done + 1));
            }
        }
    }

    private void checkOrder(Event event) {
        Map<String, Long> ofSource = positions.get(event.source());
        long expected = ofSource.computeIfAbsent(event.log(), log -> observation.beginning(event.source(), log));
        assertEquals(
                expected,
                event.offset(),
                () -> "batch " + audited + ": what comes next of source " + event.source() + ", " + event.log());
        ofSource.put(event.log(), event.offset() + 1);
    }

    private void checkOutput(Output output) {
        List<Pair<String, Long>> expected = reference.of(output.flow()).sorted();
        if (output.way() == Way.ACTION) {
            Instant time = Objects.requireNonNull(observation.time(audited));
            List<Execution> executions = world.executions(output.name(), audited);
            assertTrue(!executions.isEmpty(), () -> "batch " + audited + ": action " + output.name() + " never ran");
            for (Execution execution : executions) {
                assertEquals(time, execution.time(), () -> "batch " + audited + ", action " + output.name());
                assertEquals(expected, execution.records(), () -> "batch " + audited + ", action " + output.name());
            }
        } else {
            List<Pair<String, Long>> found = Bag.sorted(world.output(output).batch(audited));
            assertEquals(expected, found, () -> "batch " + audited + ", output " + output);
        }
    }

    private static void assertNothingAfter(long done, String output, List<?> records) {
        assertEquals(List.of(), records, () -> output + " shows something of batch " + (done + 1) + ", not done yet");
    }

    /** How many events no batch has read yet. */
    long unread() {
        long unread = 0;
        for (int i = 0; i < world.sourceCount(); i++) {
            for (String log : world.logs(i).logs()) {
                int source = i;
                long position = positions.get(i).computeIfAbsent(log, absent -> observation.beginning(source, log));
                unread += world.logs(i).records(log).size() - position;
            }
        }
        return unread;
    }
}
