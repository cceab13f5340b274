package dev.millrace.behaviour;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * What a stream shows in each batch of a program, in the fewest words: the batch's records in any order, null where it shows
 * nothing. Knows no partitions, no plans and no engine; every batch of the past is there.
 */
record History(List<Integer> times, int slide, List<List<Integer>> batches) {
    /** What is made of the records of one window, and of what was kept since the one before. */
    interface Step {
        List<Integer> next(List<Integer> records);
    }

    private int before(int batch) {
        return batch == 0 ? times.get(0) - 1 : times.get(batch - 1);
    }

    History each(UnaryOperator<List<Integer>> operation) {
        return with(this, (records, same) -> operation.apply(records));
    }

    History with(History other, BinaryOperator<List<Integer>> operation) {
        List<List<Integer>> made = new ArrayList<>();
        for (int batch = 0; batch < batches.size(); batch++) {
            List<Integer> records = batches.get(batch);
            made.add(records == null ? null : operation.apply(records, other.batches.get(batch)));
        }
        return new History(times, slide, made);
    }

    /** Windows of so many and every so many slides of this stream; the step is called where one ends, in order. */
    History windows(int windowSlides, int everySlides, Step step) {
        int window = windowSlides * slide;
        int every = everySlides * slide;
        List<List<Integer>> made = new ArrayList<>();
        for (int batch = 0; batch < batches.size(); batch++) {
            int end = times.get(batch) / every * every;
            if (end <= before(batch) / every * every) {
                made.add(null);
                continue;
            }
            List<Integer> inWindow = new ArrayList<>();
            for (int earlier = 0; earlier <= batch; earlier++) {
                int time = times.get(earlier);
                if (batches.get(earlier) != null && time > end - window && time <= end) {
                    inWindow.addAll(batches.get(earlier));
                }
            }
            made.add(step.next(inWindow));
        }
        return new History(times, every, made);
    }

    /** The records by key, which is what is left of them when they are divided. */
    static Map<Integer, List<Integer>> byKey(List<Integer> records, int keys) {
        Map<Integer, List<Integer>> groups = new TreeMap<>();
        records.forEach(
                n -> groups.computeIfAbsent(n % keys, key -> new ArrayList<>()).add(n));
        return groups;
    }
}
