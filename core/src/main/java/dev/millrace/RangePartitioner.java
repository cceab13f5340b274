package dev.millrace;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Places keys by their order: those up to the first bound in the first partition, and so on. */
record RangePartitioner<K>(List<K> bounds, Comparator<? super K> order) implements Partitioner {
    @Override
    public int numPartitions() {
        return bounds.size() + 1;
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // it is given keys alone; a comparator may know what to do with null
    public int getPartition(@Nullable Object key) {
        int low = 0;
        int high = bounds.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (order.compare((K) key, bounds.get(middle)) <= 0) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
