package dev.millrace.plan;

import dev.millrace.Pair;
import java.io.Serializable;

/** What a {@link Shuffle} does. This is all that a task gets to see of it. */
public sealed interface ShuffleSpec<T, R> extends Serializable {
    /** Every pair goes to the partition of its key. */
    record ByKey<K, V>(Placement placement) implements ShuffleSpec<Pair<K, V>, Pair<K, V>> {}

    /** All values of a key become one, combined before the exchange and after it. */
    record Combine<K, V, C>(Placement placement, Combiner<V, C> combiner)
            implements ShuffleSpec<Pair<K, V>, Pair<K, C>> {}

    /** Records are spread evenly: record i of input partition p goes to partition (p + i) mod {@code partitions}. */
    record Spread<T>(int partitions) implements ShuffleSpec<T, T> {
        public Spread {
            if (partitions < 1) {
                throw new IllegalArgumentException("at least one partition, not " + partitions);
            }
        }
    }
}
