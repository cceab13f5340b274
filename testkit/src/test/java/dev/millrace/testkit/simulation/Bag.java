package dev.millrace.testkit.simulation;

import dev.millrace.Pair;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a stream holds in a batch, by the reference. Where {@code ordered}, the records are in the order of partition and
 * position; after an exchange nobody promises one.
 */
record Bag(List<Pair<String, Long>> records, boolean ordered) {
    /** The same partitions with other records in the place of each. */
    Bag each(Function<Pair<String, Long>, List<Pair<String, Long>>> function) {
        List<Pair<String, Long>> result = new ArrayList<>();
        records.forEach(record -> result.addAll(function.apply(record)));
        return new Bag(result, ordered);
    }

    /** The values of each key, in order if there is one, else by size. */
    Map<String, List<Long>> byKey() {
        Map<String, List<Long>> groups = new LinkedHashMap<>();
        records.forEach(record -> groups.computeIfAbsent(record.key(), absent -> new ArrayList<>())
                .add(record.value()));
        if (!ordered) {
            groups.values().forEach(values -> values.sort(Comparator.naturalOrder()));
        }
        return groups;
    }

    /** One value for each key. */
    Bag perKey(Function<List<Long>, Long> function) {
        List<Pair<String, Long>> result = new ArrayList<>();
        byKey().forEach((key, values) -> result.add(Pair.of(key, function.apply(values))));
        return new Bag(result, false);
    }

    List<Pair<String, Long>> sorted() {
        return sorted(records);
    }

    static List<Pair<String, Long>> sorted(List<Pair<String, Long>> records) {
        return records.stream()
                .sorted(Comparator.comparing((Pair<String, Long> pair) -> pair.key())
                        .thenComparing(Pair::value))
                .toList();
    }
}
