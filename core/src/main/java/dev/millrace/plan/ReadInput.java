package dev.millrace.plan;

import dev.millrace.connector.Split;
import java.util.List;

/** What a {@link Read} reads: the place of a source, or splits that are the same in every batch. */
public sealed interface ReadInput<T> permits SourceInput, ReadInput.FixedSplits {
    /** Splits that are part of the plan: a collection made an RDD, an initial state. */
    record FixedSplits<T>(List<? extends Split<T>> splits) implements ReadInput<T> {
        public FixedSplits {
            splits = List.copyOf(splits);
        }

        @Override
        public String toString() {
            return splits.size() + " fixed splits";
        }
    }
}
