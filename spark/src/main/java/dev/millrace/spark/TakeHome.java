package dev.millrace.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.TaskContext;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction2;

/**
 * What a job does with a partition: gives its elements, or only what a stateful stage says of itself. It is a class with a
 * name, for of a lambda Spark reads the byte code anew in each job, which takes longer than a small batch.
 */
final class TakeHome extends AbstractFunction2<TaskContext, Iterator<Object>, Serialized<List<Object>>>
        implements Serializable {
    private final boolean statesAlone;

    private TakeHome(boolean statesAlone) {
        this.statesAlone = statesAlone;
    }

    static TakeHome all() {
        return new TakeHome(false);
    }

    static TakeHome statesAlone() {
        return new TakeHome(true);
    }

    @Override
    public Serialized<List<Object>> apply(TaskContext context, Iterator<Object> elements) {
        List<Object> taken = new ArrayList<>();
        while (elements.hasNext()) {
            Object element = elements.next();
            if (!statesAlone) {
                taken.add(element);
            } else if (element instanceof Serialized<?> result) {
                taken.add(result.value());
            }
        }
        return Serialized.of(taken);
    }
}
