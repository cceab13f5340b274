package dev.millrace.benchmarks.dstream;

import dev.millrace.benchmarks.input.Recipe;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;

/**
 * The batch as an RDD whose tasks walk over the arrays themselves: nothing is serialized, looked up or copied. That is
 * less work than {@code parallelize} or a cached RDD would make of the same records.
 */
final class MemoryRdd<T> extends PartedRdd<T> {
    private static final long serialVersionUID = 1;

    private final Recipe recipe;
    private final int index;

    private MemoryRdd(SparkContext context, Recipe recipe, int index) {
        super(context);
        this.recipe = recipe;
        this.index = index;
    }

    /** The first batch. */
    static <T> RDD<T> first(SparkContext context, Recipe recipe) {
        return new MemoryRdd<>(context, recipe, 0);
    }

    /** An RDD for each batch. */
    static <T> List<RDD<T>> all(SparkContext context, Recipe recipe) {
        List<RDD<T>> rdds = new ArrayList<>();
        for (int i = 0; i < recipe.batches().size(); i++) {
            rdds.add(new MemoryRdd<>(context, recipe, i));
        }
        return rdds;
    }

    @Override
    Iterator<T> records(int part) {
        return new ArrayIterator<>(recipe.<T>batches().get(index).parts().get(part));
    }

    private static final class ArrayIterator<T> extends AbstractIterator<T> {
        private final T[] records;
        private int next;

        ArrayIterator(T[] records) {
            this.records = records;
        }

        @Override
        public boolean hasNext() {
            return next < records.length;
        }

        @Override
        public T next() {
            return records[next++];
        }
    }
}
