package dev.millrace.spark;

import dev.millrace.connector.Split;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.Partition;
import org.jspecify.annotations.Nullable;

/** One task's share of a stage: the partitions of leaves that it reads, and nothing of the others. */
final class StagePartition implements Partition {
    private final int index;
    private final List<Input> inputs;

    StagePartition(int index, List<Input> inputs) {
        this.index = index;
        this.inputs = inputs;
    }

    /** A partition of a leaf. */
    sealed interface Input extends Serializable {
        int leaf();

        int partition();
    }

    /** It is read from the outside, or came with the task. */
    record FromSplit(int leaf, int partition, Split<?> split) implements Input {}

    /** It is what a shuffle brought. */
    record FromShuffle(int leaf, int partition, int parent, Partition from) implements Input {}

    /** It is an output of what an earlier stage kept; {@code winner} is the attempt that counts, if that matters. */
    record FromKept(
            int leaf,
            int partition,
            int parent,
            Partition from,
            int output,
            @Nullable StateResult winner) implements Input {}

    List<Input> inputs() {
        return inputs;
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public int hashCode() {
        return index;
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    /** What Scala's compiler wants of who implements its trait. */
    public boolean org$apache$spark$Partition$$super$equals(Object other) {
        return this == other;
    }
}
