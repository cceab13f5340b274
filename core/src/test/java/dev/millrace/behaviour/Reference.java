package dev.millrace.behaviour;

import dev.millrace.HashPartitioner;
import dev.millrace.Pair;
import dev.millrace.Partitioner;
import dev.millrace.plan.CoGroup;
import dev.millrace.plan.Coalesce;
import dev.millrace.plan.Combiner;
import dev.millrace.plan.Groups;
import dev.millrace.plan.Persist;
import dev.millrace.plan.Pipe;
import dev.millrace.plan.PipeSpec;
import dev.millrace.plan.Plan;
import dev.millrace.plan.PlanVisitor;
import dev.millrace.plan.Read;
import dev.millrace.plan.ReadInput;
import dev.millrace.plan.Select;
import dev.millrace.plan.Shuffle;
import dev.millrace.plan.ShuffleSpec;
import dev.millrace.plan.Stateful;
import dev.millrace.plan.Union;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a plan means, in the fewest words: every node becomes the lists of its partitions. No fusing, no threads, no early
 * stop; knows no state.
 */
@SuppressWarnings({"unchecked", "rawtypes"}) // it works on records of all types
final class Reference implements PlanVisitor<List<List<Object>>> {
    private final List<List<Object>> source;
    private final int defaultPartitions;

    Reference(List<? extends List<?>> source, int defaultPartitions) {
        this.source = new ArrayList<>();
        source.forEach(split -> this.source.add(new ArrayList<>(split)));
        this.defaultPartitions = defaultPartitions;
    }

    List<List<Object>> partitions(Plan<?> plan) {
        return plan.accept(this);
    }

    @Override
    public List<List<Object>> visitRead(Read<?> read) {
        if (!(read.input() instanceof ReadInput.FixedSplits<?> fixed)) {
            return source;
        }
        List<List<Object>> partitions = new ArrayList<>();
        fixed.splits().forEach(split -> {
            List<Object> records = new ArrayList<>();
            unchecked(() -> split.read(records::add));
            partitions.add(records);
        });
        return partitions;
    }

    @Override
    public List<List<Object>> visitPipe(Pipe<?, ?> pipe) {
        List<List<Object>> partitions = new ArrayList<>();
        for (List<Object> records : partitions(pipe.input())) {
            List<Object> out = new ArrayList<>();
            int index = partitions.size();
            unchecked(() -> pipe(pipe.spec(), index, records, out));
            partitions.add(out);
        }
        return partitions;
    }

    private static void pipe(PipeSpec spec, int index, List<Object> records, List<Object> out) throws Exception {
        if (spec instanceof PipeSpec.MapPartitions partitions) {
            ((Iterator<Object>) partitions.function().call(index, records.iterator())).forEachRemaining(out::add);
        } else if (spec instanceof PipeSpec.Reduce reduce) {
            Object reduced = null;
            for (int i = 0; i < records.size(); i++) {
                reduced = i == 0 ? records.get(i) : reduce.function().call(reduced, records.get(i));
            }
            out.addAll(records.isEmpty() ? List.of() : List.of(reduced));
        } else if (spec instanceof PipeSpec.Aggregate aggregate) {
            Object aggregated = aggregate.zero().call();
            for (Object record : records) {
                aggregated = aggregate.function().call(aggregated, record);
            }
            out.add(aggregated);
        } else if (spec instanceof PipeSpec.Count) {
            out.add((long) records.size());
        } else {
            for (Object record : records) {
                each(spec, record, out);
            }
        }
    }

    private static void each(PipeSpec spec, Object record, List<Object> out) throws Exception {
        if (spec instanceof PipeSpec.Map map) {
            out.add(map.function().call(record));
        } else if (spec instanceof PipeSpec.Filter filter) {
            if ((Boolean) filter.predicate().call(record)) {
                out.add(record);
            }
        } else if (spec instanceof PipeSpec.FlatMap flatMap) {
            ((Iterator<Object>) flatMap.function().call(record)).forEachRemaining(out::add);
        } else if (spec instanceof PipeSpec.MapMulti multi) {
            multi.function().call(record, out::add);
        } else if (spec instanceof PipeSpec.KeyBy keyBy) {
            out.add(new Pair<>(keyBy.function().call(record), record));
        } else if (spec instanceof PipeSpec.MapValues values) {
            Pair<?, ?> pair = (Pair<?, ?>) record;
            out.add(new Pair<>(pair.key(), values.function().call(pair.value())));
        } else if (spec instanceof PipeSpec.FlatMapValues values) {
            Pair<?, ?> pair = (Pair<?, ?>) record;
            ((Iterator<Object>) values.function().call(pair.value()))
                    .forEachRemaining(value -> out.add(new Pair<>(pair.key(), value)));
        } else {
            throw new IllegalArgumentException(spec.toString());
        }
    }

    @Override
    public List<List<Object>> visitShuffle(Shuffle<?, ?> shuffle) {
        List<List<Object>> input = partitions(shuffle.input());
        if (shuffle.spec() instanceof ShuffleSpec.Spread<?> spread) {
            List<List<Object>> out = empty(spread.partitions());
            for (int p = 0; p < input.size(); p++) {
                for (int i = 0; i < input.get(p).size(); i++) {
                    out.get((p + i) % spread.partitions()).add(input.get(p).get(i));
                }
            }
            return out;
        }
        if (shuffle.spec() instanceof ShuffleSpec.ByKey<?, ?> byKey) {
            return placed(input, byKey.placement().resolve(defaultPartitions));
        }
        ShuffleSpec.Combine<?, ?, ?> combine = (ShuffleSpec.Combine<?, ?, ?>) shuffle.spec();
        List<List<Object>> out = new ArrayList<>();
        Partitioner partitioner = combine.placement().resolve(defaultPartitions);
        for (List<Object> records : placed(input, partitioner)) {
            Map<Object, Object> combined = new LinkedHashMap<>();
            unchecked(() -> combine((Combiner<Object, Object>) combine.combiner(), records, combined));
            out.add(partitioner instanceof HashPartitioner ? numbersByHash(combined) : pairs(combined));
        }
        return out;
    }

    /** Keys come in the order in which they came first; numbers with numbers in the order of their hashes. */
    private static List<Object> numbersByHash(Map<Object, Object> combined) {
        List<Object> pairs = pairs(combined);
        boolean numbers = isAll(combined.keySet(), Long.class) || isAll(combined.keySet(), Integer.class);
        if (numbers
                && Stream.of(Long.class, Integer.class, Double.class)
                        .anyMatch(type -> isAll(combined.values(), type))) {
            pairs.sort(Comparator.comparing((Object record) -> hash(((Pair<?, ?>) record).key()))
                    .thenComparing(record -> ((Number) ((Pair<?, ?>) record).key()).longValue()));
        }
        return pairs;
    }

    private static boolean isAll(Collection<?> objects, Class<?> type) {
        return objects.stream().allMatch(type::isInstance);
    }

    private static long hash(Object key) {
        return Integer.toUnsignedLong(HashPartitioner.spread(key.hashCode()));
    }

    private static void combine(Combiner<Object, Object> combiner, List<Object> records, Map<Object, Object> combined)
            throws Exception {
        for (Object record : records) {
            Pair<?, ?> pair = (Pair<?, ?>) record;
            Object key = pair.key();
            combined.put(
                    key,
                    combined.containsKey(key)
                            ? combiner.mergeValue(combined.get(key), pair.value())
                            : combiner.create(pair.value()));
        }
    }

    private static List<Object> pairs(Map<Object, Object> map) {
        List<Object> pairs = new ArrayList<>();
        map.forEach((key, value) -> pairs.add(new Pair<>(key, value)));
        return pairs;
    }

    private static List<List<Object>> placed(List<List<Object>> input, Partitioner partitioner) {
        List<List<Object>> out = empty(partitioner.numPartitions());
        for (List<Object> records : input) {
            records.forEach(record -> out.get(partitioner.getPartition(((Pair<?, ?>) record).key()))
                    .add(record));
        }
        return out;
    }

    private static List<List<Object>> empty(int partitions) {
        List<List<Object>> empty = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            empty.add(new ArrayList<>());
        }
        return empty;
    }

    @Override
    public List<List<Object>> visitCoGroup(CoGroup<?> coGroup) {
        Partitioner partitioner = coGroup.placement().resolve(defaultPartitions);
        int inputs = coGroup.keyed().size();
        List<Map<Object, Object>> groups = new ArrayList<>();
        for (int p = 0; p < partitioner.numPartitions(); p++) {
            groups.add(new LinkedHashMap<>());
        }
        for (int input = 0; input < inputs; input++) {
            List<List<Object>> placed = placed(partitions(coGroup.keyed().get(input)), partitioner);
            for (int p = 0; p < placed.size(); p++) {
                for (Object record : placed.get(p)) {
                    Pair<?, ?> pair = (Pair<?, ?>) record;
                    List<Object>[] lists =
                            (List<Object>[]) groups.get(p).computeIfAbsent(pair.key(), key -> lists(inputs));
                    lists[input].add(pair.value());
                }
            }
        }
        List<List<Object>> out = new ArrayList<>();
        for (Map<Object, Object> partition : groups) {
            partition.replaceAll((key, lists) -> new Groups((List<?>[]) lists));
            out.add(pairs(partition));
        }
        return out;
    }

    private static Object lists(int inputs) {
        List<?>[] lists = new List<?>[inputs];
        for (int i = 0; i < inputs; i++) {
            lists[i] = new ArrayList<>();
        }
        return lists;
    }

    @Override
    public List<List<Object>> visitUnion(Union<?> union) {
        List<List<Object>> out = new ArrayList<>();
        union.parts().forEach(part -> out.addAll(partitions(part)));
        return out;
    }

    @Override
    public List<List<Object>> visitCoalesce(Coalesce<?> coalesce) {
        List<List<Object>> input = partitions(coalesce.input());
        int count = Math.min(coalesce.partitions(), input.size());
        List<List<Object>> out = empty(count);
        for (int i = 0; i < count; i++) {
            for (int j = i * input.size() / count; j < (i + 1) * input.size() / count; j++) {
                out.get(i).addAll(input.get(j));
            }
        }
        return out;
    }

    @Override
    public List<List<Object>> visitPersist(Persist<?> persist) {
        return partitions(persist.input());
    }

    @Override
    public List<List<Object>> visitSelect(Select<?> select) {
        throw new IllegalArgumentException(select.toString());
    }

    @Override
    public List<List<Object>> visitStateful(Stateful<?, ?, ?, ?> stateful) {
        throw new IllegalArgumentException(stateful.toString());
    }

    /** Something that may throw. */
    private interface Throwing {
        void run() throws Exception;
    }

    private static void unchecked(Throwing throwing) {
        try {
            throwing.run();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
