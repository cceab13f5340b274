package dev.millrace.engine;

import dev.millrace.HashPartitioner;
import dev.millrace.MillraceException;
import dev.millrace.Partitioner;
import dev.millrace.plan.Operator;
import dev.millrace.state.KeyGroupRange;
import dev.millrace.state.StateStore;
import org.jspecify.annotations.Nullable;

/** Which target partition a key goes to. Tasks share it. */
interface Placing {
    int targets();

    int target(@Nullable Object key, int hash);

    /** By the spread hash, unless the user's partitioner decides. */
    static Placing by(Partitioner partitioner, Operator operator) {
        return partitioner instanceof HashPartitioner
                ? new ByHash(partitioner.numPartitions())
                : new Asked(partitioner, operator);
    }

    /** To the partition that owns the key group. */
    static Placing byKeyGroup(StateStore store, int keyGroups, int partitions) {
        return new ByKeyGroup(store, keyGroups, partitions);
    }

    /** By the spread hash. */
    record ByHash(int targets) implements Placing {
        @Override
        public int target(@Nullable Object key, int hash) {
            Pairs.checkKey(key);
            return HashPartitioner.partitionOf(hash, targets);
        }
    }

    /** By key group. */
    record ByKeyGroup(StateStore store, int keyGroups, int targets) implements Placing {
        @Override
        public int target(@Nullable Object key, int hash) {
            return KeyGroupRange.partitionOf(store.keyGroup(key, keyGroups), keyGroups, targets);
        }
    }

    /** As the user's partitioner says. */
    record Asked(Partitioner partitioner, Operator operator) implements Placing {
        @Override
        public int targets() {
            return partitioner.numPartitions();
        }

        @Override
        public int target(@Nullable Object key, int hash) {
            int target;
            try {
                target = partitioner.getPartition(key);
            } catch (Throwable thrown) {
                throw StepFailure.of(operator, thrown);
            }
            if (target < 0 || target >= targets()) {
                throw StepFailure.of(
                        operator,
                        new MillraceException(
                                MillraceException.Kind.USER_CODE,
                                "the partitioner " + partitioner + " gave partition " + target + " of " + targets()
                                        + " for the key " + key));
            }
            return target;
        }
    }
}
