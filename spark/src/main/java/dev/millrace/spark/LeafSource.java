package dev.millrace.spark;

import dev.millrace.connector.Split;
import java.util.List;
import org.apache.spark.rdd.RDD;
import org.jspecify.annotations.Nullable;

/** Where the partitions of a leaf come from. The driver's. */
sealed interface LeafSource {
    /** A source's splits, or fixed ones. */
    record Splits(List<Split<?>> splits) implements LeafSource {}

    /** What came through a shuffle; chunks of one partition are read in the order of where they come from. */
    record Shuffled(RDD<?> rdd) implements LeafSource {}

    /** One output of what a stage keeps, which may be a stateful one. */
    record Kept(RDD<?> rdd, int output, @Nullable StateStage state) implements LeafSource {}
}
