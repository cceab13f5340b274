package dev.millrace.spark;

import dev.millrace.plan.Combiner;
import dev.millrace.plan.Operator;
import dev.millrace.plan.PipeSpec;
import java.io.Serializable;
import java.util.List;

/**
 * What a task computes: the nodes of a plan between two exchanges, as specs, over numbered leaves. It is all that is
 * shipped of a plan; where a leaf's partitions come from is in the task's partition.
 */
sealed interface Tree extends Serializable {
    int partitions();

    /** Adds the partitions of leaves that this partition is made of. */
    void needs(int partition, Needs needs);

    /** Something that is there when a task begins: a source's splits, or chunks of records. */
    record Leaf(int id, int partitions) implements Tree {
        @Override
        public void needs(int partition, Needs needs) {
            needs.add(id, partition);
        }
    }

    /** As {@link dev.millrace.plan.Pipe}. */
    record Piped(Tree input, PipeSpec<?, ?> spec, Operator operator) implements Tree {
        @Override
        public int partitions() {
            return input.partitions();
        }

        @Override
        public void needs(int partition, Needs needs) {
            input.needs(partition, needs);
        }
    }

    /** As {@link dev.millrace.plan.Union}. */
    record United(List<Tree> parts) implements Tree {
        @Override
        public int partitions() {
            int sum = 0;
            for (Tree part : parts) {
                sum = Math.addExact(sum, part.partitions());
            }
            return sum;
        }

        @Override
        public void needs(int partition, Needs needs) {
            int left = partition;
            for (Tree part : parts) {
                if (left < part.partitions()) {
                    part.needs(left, needs);
                    return;
                }
                left -= part.partitions();
            }
            throw new IndexOutOfBoundsException(partition);
        }
    }

    /** As {@link dev.millrace.plan.Coalesce}. */
    record Coalesced(Tree input, int partitionsMax) implements Tree {
        @Override
        public int partitions() {
            return Math.min(partitionsMax, input.partitions());
        }

        @Override
        public void needs(int partition, Needs needs) {
            for (int i = first(partition); i < first(partition + 1); i++) {
                input.needs(i, needs);
            }
        }

        private int first(int partition) {
            return (int) ((long) input.partitions() * partition / partitions());
        }
    }

    /**
     * The values of each key become one, where all of a key are in one partition already. {@code byHash} says that numbers
     * come in the order of their hashes, instead of the order of their first.
     */
    record Combined(Tree input, Combiner<?, ?> combiner, boolean byHash, Operator operator) implements Tree {
        @Override
        public int partitions() {
            return input.partitions();
        }

        @Override
        public void needs(int partition, Needs needs) {
            input.needs(partition, needs);
        }
    }

    /** Inputs that are all placed in the same way, brought together by key. */
    record Grouped(List<Tree> inputs, Operator operator) implements Tree {
        @Override
        public int partitions() {
            return inputs.get(0).partitions();
        }

        @Override
        public void needs(int partition, Needs needs) {
            inputs.forEach(input -> input.needs(partition, needs));
        }
    }
}
