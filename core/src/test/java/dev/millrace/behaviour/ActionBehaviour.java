package dev.millrace.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.RDD;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an RDD gives back to the program. */
abstract class ActionBehaviour extends Behaviour {
    private static final List<List<Integer>> NUMBERS = splits(List.of(3, 1, 2), List.of(5, 4));

    private RDD<Integer> numbers() {
        return program.input();
    }

    @Test
    void countCountsAndIsZeroForAnEmptyBatch() {
        assertEquals(5L, (long) program.<Integer, Long>run(numbers(), NUMBERS, RDD::count));
        assertEquals(0L, (long) program.<Integer, Long>run(numbers(), List.of(), RDD::count));
        assertEquals(0L, (long) program.<Integer, Long>run(numbers(), splits(List.of(), List.of()), RDD::count));
    }

    @Test
    void countByValueCountsNullToo() {
        Map<Integer, Long> expected = new HashMap<>(Map.of(1, 2L, 2, 1L));
        expected.put(null, 2L);
        assertEquals(
                expected,
                program.run(numbers(), List.of(Arrays.asList(1, null, 2), Arrays.asList(null, 1)), RDD::countByValue));
        assertEquals(Map.of(), program.run(numbers(), List.of(), RDD::countByValue));
    }

    @Test
    void reduceGoesFromLeftToRight() {
        RDD<String> digits = numbers().map(String::valueOf);
        assertEquals("31254", program.run(digits, NUMBERS, rdd -> rdd.reduce(String::concat)));
    }

    @Test
    void reduceAndFirstOfNothingSaySo() {
        assertThrows(
                NoSuchElementException.class, () -> program.run(numbers(), List.of(), rdd -> rdd.reduce(Integer::sum)));
        assertThrows(NoSuchElementException.class, () -> program.run(numbers(), List.of(), RDD::first));
    }

    @Test
    void foldBeginsEveryPartitionAndTheWholeWithZero() {
        RDD<String> digits = numbers().map(String::valueOf);
        assertEquals("00312054", program.run(digits, NUMBERS, rdd -> rdd.fold("0", String::concat)));
        assertEquals("0", program.run(digits, List.of(), rdd -> rdd.fold("0", String::concat)));
    }

    @Test
    void aggregateMayChangeItsZero() {
        List<Integer> all = program.run(
                numbers(),
                NUMBERS,
                rdd -> rdd.aggregate(
                        ArrayList<Integer>::new,
                        (list, n) -> {
                            list.add(n);
                            return list;
                        },
                        (left, right) -> {
                            left.addAll(right);
                            return left;
                        }));
        assertEquals(List.of(3, 1, 2, 5, 4), all);
    }

    @Test
    void minAndMaxGoByTheComparator() {
        assertEquals(
                1, (int) program.<Integer, Integer>run(numbers(), NUMBERS, rdd -> rdd.min(Comparator.naturalOrder())));
        assertEquals(
                5, (int) program.<Integer, Integer>run(numbers(), NUMBERS, rdd -> rdd.max(Comparator.naturalOrder())));
    }

    @Test
    void isEmptyLooksThroughEmptyPartitions() {
        assertTrue(program.<Integer, Boolean>run(numbers(), List.of(), RDD::isEmpty));
        assertTrue(program.<Integer, Boolean>run(numbers(), splits(List.of(), List.of()), RDD::isEmpty));
        assertFalse(program.<Integer, Boolean>run(numbers(), splits(List.of(), List.of(1)), RDD::isEmpty));
    }

    @Test
    void foreachSeesEveryRecordOnce() {
        Seen.take();
        program.run(numbers(), NUMBERS, rdd -> {
            rdd.foreach(Seen::add);
            return rdd;
        });
        assertEquals(List.of(1, 2, 3, 4, 5), sorted(Seen.take()));
    }

    @Test
    void foreachPartitionSeesEveryPartitionOnce() {
        Seen.take();
        program.run(numbers(), NUMBERS, rdd -> {
            rdd.foreachPartition(records -> {
                List<Integer> all = new ArrayList<>();
                records.forEachRemaining(all::add);
                Seen.add(all);
            });
            return rdd;
        });
        assertEquals(sorted(NUMBERS), sorted(Seen.take()));
    }

    @Test
    void saveAsTextFileWritesAFileAPartition(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("deep/out");
        program.run(numbers(), NUMBERS, rdd -> {
            rdd.saveAsTextFile(path.toString());
            return rdd;
        });
        assertEquals(List.of("3", "1", "2"), Files.readAllLines(path.resolve("part-00000")));
        assertEquals(List.of("5", "4"), Files.readAllLines(path.resolve("part-00001")));
        try (Stream<Path> files = Files.list(path)) {
            assertEquals(
                    List.of("_SUCCESS", "part-00000", "part-00001"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
        MillraceException refused = assertThrows(
                MillraceException.class,
                () -> program.run(numbers(), NUMBERS, rdd -> {
                    rdd.saveAsTextFile(path.toString());
                    return rdd;
                }));
        assertEquals(MillraceException.Kind.CONFIGURATION, refused.kind());
    }

    @Test
    void aTemplateHasNoActions() {
        MillraceException refused =
                assertThrows(MillraceException.class, () -> numbers().count());
        assertEquals(MillraceException.Kind.USER_CODE, refused.kind());
        assertTrue(refused.getMessage().startsWith("count needs a batch"), refused.getMessage());
    }

    @Test
    void anRddOfABatchThatIsOverCantBeRead() {
        RDD<Integer> kept = program.run(numbers(), NUMBERS, rdd -> rdd);
        MillraceException refused = assertThrows(MillraceException.class, kept::count);
        assertTrue(refused.getMessage().startsWith("batch 1 is over"), refused.getMessage());
        MillraceException mixed =
                assertThrows(MillraceException.class, () -> program.run(numbers(), NUMBERS, rdd -> rdd.union(kept)));
        assertTrue(mixed.getMessage().contains("batch 2") && mixed.getMessage().contains("batch 1"));
    }
}
