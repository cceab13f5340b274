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
        Buckets(Placing placing, int expected) {
            this(placing, BucketStep.lists(placing.targets(), expected));
        }
    }

    /** So many lists, each with room for as many records as are expected: growing takes longer than filling. */
    static List<List<Object>> lists(int count, int expected) {
        List<List<Object>> lists = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            lists.add(new ArrayList<>(expected));
        }
        return lists;
    }

    /** How many records a list can be expected to get where these are what came of the batch before: some more than the longest got. */
    static int expected(List<List<List<Object>>> sent) {
        int longest = 0;
        for (List<List<Object>> lists : sent) {
            for (List<Object> list : lists) {
                longest = Math.max(longest, list.size());
            }
        }
        return longest + longest / 8;
    }

    /** How many records were sent. */
    static long count(List<List<List<Object>>> sent) {
        long sum = 0;
        for (List<List<Object>> lists : sent) {
            for (List<Object> list : lists) {
                sum += list.size();
            }
        }
        return sum;
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
