package dev.millrace.engine;

import java.util.List;

/** The end of a stage before a keyless exchange: records go round, beginning with the number of the partition. */
@SuppressWarnings("unchecked") // whoever makes it gives it lists
final class SpreadStep extends End {
    private final List<List<Object>> buckets;
    private int next;

    SpreadStep(Parts parts) {
        super(parts);
        this.buckets = (List<List<Object>>) parts.work();
        this.next = task().partition() % buckets.size();
    }

    @Override
    public void accept(Object record) {
        buckets.get(next).add(record);
        next = next + 1 == buckets.size() ? 0 : next + 1;
    }
}
