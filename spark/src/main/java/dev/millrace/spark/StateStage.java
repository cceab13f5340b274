package dev.millrace.spark;

import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stateful stage of a batch. It runs in a job of its own, or in the first job that reads it: in the tasks that go on with
 * what it emits, which saves a job. Batch thread.
 */
final class StateStage {
    private final String operator;
    private final StageRdd rdd;
    private final int partitions;
    private List<StateResult> winners = List.of();

    StateStage(String operator, StageRdd rdd, int partitions) {
        this.operator = operator;
        this.rdd = rdd;
        this.partitions = partitions;
    }

    String operator() {
        return operator;
    }

    StageRdd rdd() {
        return rdd;
    }

    int partitions() {
        return partitions;
    }

    boolean hasRun() {
        return !winners.isEmpty();
    }

    /** The attempts that count, by partition. */
    void ran(List<StateResult> results) {
        winners = List.copyOf(results);
    }

    /** The attempt that counts, null while there is none. */
    @Nullable
    StateResult winner(int partition) {
        return hasRun() ? winners.get(partition) : null;
    }

    /** Whether, of a stage with this tree, each task reads partitions of this one that no other does, and all are read. */
    boolean isReadOnceBy(Tree tree, Set<Integer> leaves) {
        BitSet read = new BitSet();
        for (int task = 0; task < tree.partitions(); task++) {
            BitSet ofTask = new BitSet();
            Needs needs = Needs.of(List.of(tree), task);
            for (int leaf : leaves) {
                for (int partition : needs.of(leaf)) {
                    ofTask.set(partition);
                }
            }
            if (read.intersects(ofTask)) {
                return false;
            }
            read.or(ofTask);
        }
        return read.cardinality() == partitions;
    }
}
