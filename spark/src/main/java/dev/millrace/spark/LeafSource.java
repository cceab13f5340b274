package dev.millrace.spark;

import dev.millrace.connector.Split;
import java.util.List;
import org.apache.spark.rdd.RDD;

/** Where the partitions of a leaf come from. The driver's. */
sealed interface LeafSource {
    /** A source's splits, or fixed ones. */
    record Splits(List<Split<?>> splits) implements LeafSource {}

    /** What came through a shuffle; chunks of one partition are read in the order of where they come from. */
    record Shuffled(RDD<?> rdd) implements LeafSource {}

    /** One output of what a stage keeps. {@code winners} are the attempts of a stateful stage that count, by partition. */
    record Kept(RDD<?> rdd, int output, List<StateResult> winners) implements LeafSource {}
}
