package dev.millrace.spark;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/** Which partitions of which leaves a task reads. */
final class Needs {
    private final Map<Integer, BitSet> byLeaf = new TreeMap<>();

    static Needs of(Iterable<Tree> trees, int partition) {
        Needs needs = new Needs();
        trees.forEach(tree -> tree.needs(partition, needs));
        return needs;
    }

    void add(int leaf, int partition) {
        byLeaf.computeIfAbsent(leaf, id -> new BitSet()).set(partition);
    }

    /** What is called for each. */
    @FunctionalInterface
    interface Each {
        void needed(int leaf, int partition);
    }

    /** By leaf, then by partition. */
    void forEach(Each each) {
        byLeaf.forEach((leaf, partitions) -> partitions.stream().forEach(partition -> each.needed(leaf, partition)));
    }

    /** The partitions of one leaf. */
    int[] of(int leaf) {
        BitSet partitions = byLeaf.get(leaf);
        return partitions == null ? new int[0] : partitions.stream().toArray();
    }
}
