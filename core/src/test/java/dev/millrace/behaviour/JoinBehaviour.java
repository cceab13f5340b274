package dev.millrace.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.Joined;
import dev.millrace.Pair;
import dev.millrace.PairRDD;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Operators that bring two keyed inputs together. */
abstract class JoinBehaviour extends Behaviour {
    private static final List<List<Pair<String, Integer>>> LEFT =
            splits(List.of(Pair.of("a", 1), Pair.of("b", 2)), List.of(Pair.of("a", 3)));
    private static final List<List<Pair<String, String>>> RIGHT =
            splits(List.of(Pair.of("a", "x")), List.of(Pair.of("c", "y"), Pair.of("a", "z")));

    private PairRDD<String, Integer> left() {
        return PairRDD.fromRDD(program.input());
    }

    private PairRDD<String, String> right() {
        return PairRDD.fromRDD(program.otherInput());
    }

    private <V> List<Pair<String, V>> joined(PairRDD<String, V> template) {
        return sorted(program.collect(template.toRDD(), LEFT, RIGHT));
    }

    @Test
    void joinPairsEveryValueWithEveryOther() {
        List<Pair<String, Joined<Integer, String>>> expected = List.of(
                Pair.of("a", new Joined<>(1, "x")),
                Pair.of("a", new Joined<>(1, "z")),
                Pair.of("a", new Joined<>(3, "x")),
                Pair.of("a", new Joined<>(3, "z")));
        assertEquals(expected, joined(left().join(right())));
        assertEquals(expected, joined(left().join(right(), 5)));
        assertEquals(
                expected,
                joined(left().reduceByKey((x, y) -> x + y, 4).join(right(), 4)).stream()
                        .flatMap(pair -> List.of(1, 3).stream()
                                .map(n -> Pair.of(
                                        pair.key(), new Joined<>(n, pair.value().right()))))
                        .sorted(java.util.Comparator.comparing(String::valueOf))
                        .toList());
    }

    @Test
    void outerJoinsKeepWhatHasNoPartner() {
        assertEquals(
                List.of(
                        Pair.of("a", new Joined<>(1, Optional.of("x"))),
                        Pair.of("a", new Joined<>(1, Optional.of("z"))),
                        Pair.of("a", new Joined<>(3, Optional.of("x"))),
                        Pair.of("a", new Joined<>(3, Optional.of("z"))),
                        Pair.of("b", new Joined<>(2, Optional.empty()))),
                joined(left().leftOuterJoin(right())));
        assertEquals(
                List.of(
                        Pair.of("a", new Joined<>(Optional.of(1), "x")),
                        Pair.of("a", new Joined<>(Optional.of(1), "z")),
                        Pair.of("a", new Joined<>(Optional.of(3), "x")),
                        Pair.of("a", new Joined<>(Optional.of(3), "z")),
                        Pair.of("c", new Joined<>(Optional.empty(), "y"))),
                joined(left().rightOuterJoin(right())));
        assertEquals(
                List.of(
                        Pair.of("a", new Joined<>(Optional.of(1), Optional.of("x"))),
                        Pair.of("a", new Joined<>(Optional.of(1), Optional.of("z"))),
                        Pair.of("a", new Joined<>(Optional.of(3), Optional.of("x"))),
                        Pair.of("a", new Joined<>(Optional.of(3), Optional.of("z"))),
                        Pair.of("b", new Joined<>(Optional.of(2), Optional.empty())),
                        Pair.of("c", new Joined<>(Optional.empty(), Optional.of("y")))),
                joined(left().fullOuterJoin(right())));
    }

    @Test
    void cogroupGivesAllValuesOfBothSidesInOrder() {
        assertEquals(
                List.of(
                        Pair.of("a", new Joined<>(List.of(1, 3), List.of("x", "z"))),
                        Pair.of("b", new Joined<>(List.of(2), List.of())),
                        Pair.of("c", new Joined<>(List.of(), List.of("y")))),
                joined(left().cogroup(right()).mapValues(both -> new Joined<>(list(both.left()), list(both.right())))));
    }

    private static <T> List<T> list(Iterable<T> values) {
        List<T> list = new ArrayList<>();
        values.forEach(list::add);
        return list;
    }

    @Test
    void subtractByKeyKeepsWhatTheOtherSideDoesntHave() {
        assertEquals(List.of(Pair.of("b", 2)), joined(left().subtractByKey(right())));
    }

    @Test
    void joiningWithNothingGivesNothingUnlessOuter() {
        assertEquals(List.of(), program.collect(left().join(right()).toRDD(), LEFT, List.of()));
        assertEquals(List.of(), program.collect(left().fullOuterJoin(right()).toRDD(), List.of(), List.of()));
        assertEquals(
                3,
                program.collect(left().leftOuterJoin(right()).toRDD(), LEFT, List.of())
                        .size());
    }

    @Test
    void inputsThatArePlacedAlikeJoinAsOthersDo() {
        PairRDD<String, Integer> sums = left().reduceByKey(Integer::sum, 3);
        PairRDD<String, String> texts = right().reduceByKey(String::concat, 3);
        assertEquals(List.of(Pair.of("a", new Joined<>(4, "xz"))), joined(sums.join(texts, 3)));
        assertEquals(List.of(Pair.of("a", new Joined<>(4, "xz"))), joined(sums.join(texts)));
        PairRDD<String, Joined<Joined<Integer, String>, Integer>> chain =
                sums.join(texts, 3).join(sums, 3);
        assertEquals(List.of(Pair.of("a", new Joined<>(new Joined<>(4, "xz"), 4))), joined(chain));
    }
}
