package dev.millrace.engine;

import dev.millrace.function.Function2;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Where a user's function pulls: the partition is gathered first. */
final class MapPartitionsStep extends Link {
    private final Numbered numbered;
    private final List<Object> records = new ArrayList<>();

    MapPartitionsStep(Parts parts) {
        super(parts);
        this.numbered = (Numbered) parts.function();
    }

    /** The function and the number of the partition that it is called for. */
    record Numbered(int partition, Function2<Integer, Iterator<Object>, Iterator<Object>> function) {}

    @Override
    public void accept(Object record) {
        records.add(record);
    }

    @Override
    void end() {
        try {
            Iterator<Object> results = numbered.function().call(numbered.partition(), records.iterator());
            while (results.hasNext() && !next.isStopped()) {
                next.accept(results.next());
            }
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
    }
}
