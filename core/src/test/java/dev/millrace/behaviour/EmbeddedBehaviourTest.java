package dev.millrace.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.Pair;
import dev.millrace.PairRDD;
import dev.millrace.RDD;
import dev.millrace.engine.EmbeddedEngine;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The operators on the embedded engine. */
class EmbeddedBehaviourTest {
    private final Program program = new Program(EmbeddedEngine.create("test", 2, new HostClock()));

    @AfterEach
    void closeTheEngine() {
        program.close();
    }

    @Test
    void wordsAreCountedAcrossPartitions() {
        PairRDD<String, Integer> counts = program.<String>input()
                .flatMap(line -> List.of(line.split(" ")).iterator())
                .mapToPair(word -> Pair.of(word, 1))
                .reduceByKey(Integer::sum);
        List<List<String>> splits = List.of(List.of("a b a", "c"), List.of("b a"));
        Map<String, Integer> counted =
                program.run(counts.toRDD(), splits, rdd -> PairRDD.fromRDD(rdd).collectAsMap());
        assertEquals(Map.of("a", 3, "b", 2, "c", 1), counted);
        assertEquals(List.of(0L), program.run(counts.toRDD(), List.of(), rdd -> List.of(rdd.count())));
        assertEquals(List.of(3L), program.run(counts.toRDD(), splits, rdd -> List.of(rdd.count())));
    }

    @Test
    void anEmptyBatchCollectsNothing() {
        assertEquals(List.of(), program.collect(program.<String>input().map(String::length), List.of()));
        RDD<String> spread = program.<String>input().repartition(3);
        assertEquals(List.of(), program.collect(spread, List.of()));
    }
}
