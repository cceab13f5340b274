package dev.millrace.engine;

import dev.millrace.function.Function2;
import dev.millrace.plan.Operator;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Where a user's function pulls: the partition is gathered first. */
final class MapPartitionsStep extends Step {
    private final Callee<Function2<Integer, Iterator<Object>, Iterator<Object>>> function;
    private final Operator operator;
    private final Step next;
    private final int slot;

    MapPartitionsStep(Parts parts) {
        super(parts);
        this.function = parts.callee();
        this.operator = parts.user();
        this.next = parts.following();
        this.slot = parts.slot();
    }

    /** The records of a partition. */
    record Gathered(int partition, List<Object> records) {}

    @Override
    void begin(Frame frame, int partition) {
        frame.put(slot, new Gathered(partition, new ArrayList<>()));
    }

    @Override
    void accept(Object record, Frame frame) {
        ((Gathered) frame.get(slot)).records().add(record);
    }

    @Override
    void end(Frame frame) {
        Gathered gathered = (Gathered) frame.get(slot);
        frame.put(slot, null);
        try {
            Iterator<Object> results = function.in(frame)
                    .call(gathered.partition(), gathered.records().iterator());
            next.<Iterator<?>>loop(IteratorLoop.class, results.getClass())
                    .run(results, gathered.records().size(), frame);
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }
}
