package dev.millrace.testkit.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.Pair;
import dev.millrace.connector.LogRange;
import dev.millrace.testkit.simulation.RandomProgram.Output;
import dev.millrace.testkit.simulation.RandomProgram.Way;
import dev.millrace.testkit.simulation.SimulatedWorld.Execution;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
            checkGroup(observation.groupEnd(audited + 1));
        }
        for (long batch = done + 1; batch <= observation.lastStarted() + 1; batch++) {
            assertNothing(batch, " and it isn't done");
        }
    }

    /** The batches that are done with this one, mostly it alone. What leaves them is written under its number. */
    private void checkGroup(long last) {
        List<List<Event>> read = new ArrayList<>();
        Map<Output, List<Pair<String, Long>>> expected = new LinkedHashMap<>();
        for (int i = 0; i < world.sourceCount(); i++) {
            read.add(new ArrayList<>());
        }
        while (audited < last) {
            audited++;
            List<List<Event>> events = eventsOf(audited);
            for (int i = 0; i < events.size(); i++) {
                events.get(i).forEach(this::checkOrder);
                read.get(i).addAll(events.get(i));
            }
            reference.next(events);
            for (Output output : program.outputs()) {
                List<Pair<String, Long>> ofBatch = reference.of(output.flow()).sorted();
                if (output.way() == Way.ACTION) {
                    checkAction(output, ofBatch);
                } else {
                    expected.computeIfAbsent(output, absent -> new ArrayList<>())
                            .addAll(ofBatch);
                }
            }
            if (audited < last) {
                assertNothing(audited, " but with batch " + last);
            }
        }
        for (int i = 0; i < read.size(); i++) {
            assertEquals(read.get(i), world.traced(i).batch(last), "what batch " + last + " shows of source " + i);
        }
        expected.forEach((output, records) -> assertEquals(
                Bag.sorted(records),
                Bag.sorted(world.output(output).batch(last)),
                () -> "batch " + last + ", output " + output));
    }

    /** What a batch read of each source, by its ranges. */
    private List<List<Event>> eventsOf(long batch) {
        List<List<Event>> events = new ArrayList<>();
        List<List<LogRange>> ranges = observation.ranges(batch);
        for (int i = 0; i < ranges.size(); i++) {
            List<Event> ofSource = new ArrayList<>();
            for (LogRange range : ranges.get(i)) {
                ofSource.addAll(world.logs(i)
                        .records(range.log())
                        .subList(
                                (int) range.from().toLong(), (int) range.until().toLong()));
            }
            events.add(ofSource);
        }
        return events;
    }

    private void checkAction(Output output, List<Pair<String, Long>> expected) {
        Instant time = Objects.requireNonNull(observation.time(audited));
        List<Execution> executions = world.executions(output.name(), audited);
        assertTrue(!executions.isEmpty(), () -> "batch " + audited + ": action " + output.name() + " never ran");
        for (Execution execution : executions) {
            assertEquals(time, execution.time(), () -> "batch " + audited + ", action " + output.name());
            assertEquals(expected, execution.records(), () -> "batch " + audited + ", action " + output.name());
        }
    }

    private void assertNothing(long batch, String why) {
        for (int i = 0; i < world.sourceCount(); i++) {
            int source = i;
            assertEquals(
                    List.of(),
                    world.traced(i).batch(batch),
                    () -> "trace of source " + source + " shows something of batch " + batch + why);
        }
        for (Output output : program.outputs()) {
            if (output.way() != Way.ACTION) {
                assertEquals(
                        List.of(),
                        world.output(output).batch(batch),
                        () -> output.name() + " shows something of batch " + batch + why);
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
