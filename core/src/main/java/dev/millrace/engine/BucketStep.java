package dev.millrace.engine;

import dev.millrace.Pair;
import dev.millrace.plan.Operator;
import java.util.ArrayList;
import java.util.List;

/** The end of a stage before an exchange without a combiner: a list for each target partition. */
abstract class BucketStep extends Step {
    private final List<List<Object>> buckets;
    private final Task task;

    BucketStep(int targets, Task task) {
        this.task = task;
        this.buckets = new ArrayList<>(targets);
        for (int i = 0; i < targets; i++) {
            buckets.add(new ArrayList<>());
        }
    }

    List<List<Object>> buckets() {
        return buckets;
    }

    @Override
    public boolean isStopped() {
        return task.isCancelled();
    }

    /** Pairs go where their key belongs. */
    static final class ByKey extends BucketStep {
        private final Placing placing;
        private final Operator operator;

        ByKey(Placing placing, Operator operator, Task task) {
            super(placing.targets(), task);
            this.placing = placing;
            this.operator = operator;
        }

        @Override
        public void accept(Object record) {
            int target;
            try {
                Object key = ((Pair<?, ?>) record).key();
                target = placing.target(key, KeyTable.hash(key));
            } catch (Throwable thrown) {
                throw StepFailure.of(operator, thrown);
            }
            super.buckets.get(target).add(record);
        }
    }

    /** Records go round, beginning with the number of the partition. */
    static final class Spread extends BucketStep {
        private int next;

        Spread(int targets, Task task) {
            super(targets, task);
            this.next = task.partition() % targets;
        }

        @Override
        public void accept(Object record) {
            super.buckets.get(next).add(record);
            next = next + 1 == super.buckets.size() ? 0 : next + 1;
        }
    }
}
