package dev.millrace.engine;

import dev.millrace.Pair;
import dev.millrace.plan.Operator;
import java.util.ArrayList;
import java.util.List;

/** The end of a stage before an exchange without a combiner: pairs go to the list of the partition of their key. */
final class BucketStep extends End {
    private final Placing placing;
    private final Operator operator;
    private final List<List<Object>> buckets;

    BucketStep(Parts parts) {
        super(parts);
        Work work = (Work) parts.work();
        this.placing = work.placing();
        this.operator = work.operator();
        this.buckets = work.buckets();
    }

    /** Where pairs go, and a list for each target. */
    record Work(Placing placing, Operator operator, List<List<Object>> buckets) {
        Work(Placing placing, Operator operator) {
            this(placing, operator, lists(placing.targets()));
        }
    }

    static List<List<Object>> lists(int count) {
        List<List<Object>> lists = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            lists.add(new ArrayList<>());
        }
        return lists;
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
        buckets.get(target).add(record);
    }
}
