package dev.millrace.engine;

import dev.millrace.plan.Operator;
import java.util.ArrayList;
import java.util.List;

/** The end of a stage before an exchange without a combiner: pairs go to the list of the partition of their key. */
final class BucketStep extends Step {
    private final Operator operator;

    BucketStep(Parts parts) {
        super(parts);
        this.operator = parts.user();
    }

    /** Where pairs go, and a list for each target. */
    record Buckets(Placing placing, List<List<Object>> lists) {
        Buckets(Placing placing) {
            this(placing, BucketStep.lists(placing.targets()));
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
    void accept(Object record, Frame frame) {
        Buckets buckets = (Buckets) frame.end();
        int target;
        try {
            Object key = Pairs.of(record).key();
            target = buckets.placing().target(key, KeyTable.hash(key));
        } catch (Throwable thrown) {
            throw StepFailure.of(operator, thrown);
        }
        buckets.lists().get(target).add(record);
    }
}
