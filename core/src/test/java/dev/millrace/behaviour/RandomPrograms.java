package dev.millrace.behaviour;

import dev.millrace.Pair;
import dev.millrace.PairRDD;
import dev.millrace.RDD;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes programs over small whole numbers: their order within partitions is defined until keys are grouped. */
final class RandomPrograms {
    private static final int VALUES = 50;

    private final Random random;
    private final RDD<Integer> input;
    private final List<RDD<Integer>> made = new ArrayList<>();

    RandomPrograms(Random random, RDD<Integer> input) {
        this.random = random;
        this.input = input;
    }

    RDD<Integer> next() {
        made.clear();
        made.add(input);
        int operations = 1 + random.nextInt(8);
        for (int i = 0; i < operations; i++) {
            RDD<Integer> from = any();
            made.add(random.nextBoolean() ? keyless(from) : keyed(from));
        }
        return made.get(made.size() - 1);
    }

    private RDD<Integer> any() {
        return random.nextInt(3) == 0 ? made.get(random.nextInt(made.size())) : made.get(made.size() - 1);
    }

    private RDD<Integer> keyless(RDD<Integer> from) {
        int a = 1 + random.nextInt(5);
        return switch (random.nextInt(12)) {
            case 0 -> from.map(n -> (n * a + 1) % VALUES);
            case 1 -> from.filter(n -> n % (a + 1) != 0);
            case 2 -> from.flatMap(n -> (n % 3 == 0 ? List.of(n, a) : List.<Integer>of()).iterator());
            case 3 ->
                from.mapMulti((n, out) -> {
                    out.accept(n);
                    if (n % a == 1) {
                        out.accept(n + a);
                    }
                });
            case 4 -> from.union(any());
            case 5 -> from.repartition(a);
            case 6 -> from.coalesce(a);
            case 7 -> from.distinct(a);
            case 8 -> from.glom().map(list -> list.size() % VALUES);
            case 9 -> from.map(n -> n % 10).cache();
            case 10 -> from.union(RDD.of(List.of(a, 2, 3), 2));
            default ->
                from.mapPartitionsWithIndex((index, records) -> {
                    List<Integer> sums = new ArrayList<>(List.of(index));
                    records.forEachRemaining(n -> sums.set(0, (sums.get(0) + n) % VALUES));
                    return sums.iterator();
                });
        };
    }

    private RDD<Integer> keyed(RDD<Integer> from) {
        int a = 1 + random.nextInt(4);
        PairRDD<Integer, Integer> pairs = from.mapToPair(n -> Pair.of(n % (5 * a), n));
        return switch (random.nextInt(10)) {
            case 0 -> sum(pairs.reduceByKey(RandomPrograms::add, a));
            case 1 -> sum(pairs.groupByKey(a).mapValues(RandomPrograms::sum));
            case 2 -> sum(pairs.mapValues(n -> n + a).reduceByKey(Math::max));
            case 3 ->
                pairs.reduceByKey(Math::max, a)
                        .join(any().keyBy(n -> n % 7).reduceByKey(RandomPrograms::add, a), a)
                        .map(pair -> (pair.value().left() + pair.value().right()) % VALUES);
            case 4 ->
                pairs.reduceByKey(Math::min)
                        .leftOuterJoin(any().keyBy(n -> n % 4).reduceByKey(Math::max))
                        .map(pair -> (pair.value().left() + pair.value().right().orElse(a)) % VALUES);
            case 5 ->
                pairs.cogroup(any().keyBy(n -> n % 6), a)
                        .map(pair -> (pair.key()
                                        + sum(pair.value().left()) * 2
                                        + sum(pair.value().right()))
                                % VALUES);
            case 6 -> pairs.subtractByKey(any().keyBy(n -> n % 3)).values();
            case 7 -> sum(pairs.flatMapValues(n -> List.of(n, a).iterator()).foldByKey(a, Math::min));
            case 8 ->
                sum(pairs.reduceByKey(Math::max, a)
                        .filter(pair -> pair.value() > a)
                        .reduceByKey(RandomPrograms::add, a));
            default -> sum(pairs.<Integer>aggregateByKey(() -> 0, (count, n) -> count + 1, RandomPrograms::add));
        };
    }

    private static RDD<Integer> sum(PairRDD<Integer, Integer> pairs) {
        return pairs.map(pair -> (pair.key() + pair.value()) % VALUES);
    }

    private static int sum(Iterable<Integer> values) {
        int sum = 0;
        for (int value : values) {
            sum = (sum + value) % VALUES;
        }
        return sum;
    }

    private static Integer add(int one, int other) {
        return (one + other) % VALUES;
    }
}
