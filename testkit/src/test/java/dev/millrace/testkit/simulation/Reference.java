package dev.millrace.testkit.simulation;

import dev.millrace.testkit.simulation.Flow.Stateful;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a program means, in plain Java: fed batch after batch, it says what each stream holds. */
final class Reference {
    private final RandomProgram program;
    private final Map<Stateful, Map<String, Long>> states = new HashMap<>();
    private final Map<Flow, Bag> bags = new HashMap<>();
    private List<List<Event>> batch = List.of();

    Reference(RandomProgram program) {
        this.program = program;
    }

    /** Goes on to the next batch: the events of each source, in the order of log and position. State advances even unread. */
    void next(List<List<Event>> events) {
        batch = events;
        bags.clear();
        program.statefulFlows().forEach(this::of);
    }

    List<List<Event>> batch() {
        return batch;
    }

    /** What a stream holds in this batch. */
    Bag of(Flow flow) {
        Bag known = bags.get(flow);
        if (known == null) {
            known = flow.meaning(this);
            bags.put(flow, known);
        }
        return known;
    }

    Map<String, Long> state(Stateful flow) {
        return states.computeIfAbsent(flow, absent -> new HashMap<>());
    }

    void setState(Stateful flow, Map<String, Long> state) {
        states.put(flow, state);
    }
}
