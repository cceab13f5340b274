package dev.millrace.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.connector.SinkTask;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class TestOutputTest {
    private final TestAtLeastOnceSink<String> output = TestAtLeastOnceSink.named("words");

    private void write(long batch, int partition, String... records) throws Exception {
        output.write(
                new SinkTask("words", batch, partition, 1, 0), List.of(records).iterator());
    }

    private static void assertFails(String expectedMessage, Executable expectation) {
        AssertionError failure = assertThrows(AssertionError.class, expectation);
        assertEquals(
                expectedMessage.stripTrailing(),
                String.valueOf(failure.getMessage()).stripTrailing());
    }

    @Test
    void eachLookSeesWhatHasComeSinceTheLastOneByBatchAndPartition() throws Exception {
        write(1, 1, "b");
        write(1, 0, "a");
        assertEquals(List.of("a", "b"), output.takeNew());
        assertEquals(List.of(), output.takeNew());
        write(1, 0, "a");
        write(2, 0, "c");
        output.expectInOrder("a", "c");
        output.expectNothing();
        assertEquals(List.of("a", "a", "b", "c"), output.records());
    }

    @Test
    void recordsAreComparedInAnyOrderButAsOftenAsTheyCame() throws Exception {
        write(1, 0, "a", "b", "a");
        output.expect("b", "a", "a");
        write(2, 0, "a", "a", "b");
        assertFails("""
                output 'words', in any order: 1 missing, 1 not expected
                              came  expected
                  batch 2     a     a
                              a     -   <- not expected
                              b     b
                              -     b   <- missing
                before that, batch 1: a b a
                """, () -> output.expect("b", "a", "b"));
    }

    @Test
    void aRecordThatIsMissingDoesNotMakeAllTheRestWrong() throws Exception {
        write(1, 0, "a", "c", "d");
        write(2, 0, "x");
        assertFails("""
                output 'words', in this order: 1 missing, 1 not expected
                              came  expected
                  batch 1     a     a
                              -     b   <- missing
                              c     c
                              d     d
                  batch 2     x     -   <- not expected
                """, () -> output.expectInOrder("a", "b", "c", "d"));
    }

    @Test
    void whatCameUnexpectedlyIsShown() throws Exception {
        write(3, 0, "late");
        assertFails("""
                output 'words', nothing expected: 1 not expected
                              came  expected
                  batch 3     late  -   <- not expected
                """, output::expectNothing);
    }

    @Test
    void batchesAreComparedOneByOne() throws Exception {
        write(1, 0, "a", "b");
        write(3, 0, "c");
        output.expectBatches(List.of("b", "a"), List.of(), List.of("c"));
        assertFails("""
                output 'words', batch by batch: 2 missing, 2 not expected
                              came  expected
                  batch 1     a     a
                              b     -   <- not expected
                  batch 2     -     b   <- missing
                              -     c   <- missing
                  batch 3     c     -   <- not expected
                """, () -> output.expectBatches(List.of("a"), List.of("b", "c")));
    }

    @Test
    void muchOutputIsShownInShort() throws Exception {
        String[] numbers = IntStream.range(0, 500).mapToObj(String::valueOf).toArray(String[]::new);
        write(1, 0, numbers);
        write(2, 0, "x".repeat(1000));
        AssertionError failure = assertThrows(AssertionError.class, () -> output.expect(numbers));
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.length() < 500, message);
        assertTrue(message.contains("batch 2     " + "x".repeat(60) + "…"), message);
        assertTrue(message.contains("and 500 more"), message);
    }

    @Test
    void largeOutputsInOrderAreComparedPlaceByPlace() throws Exception {
        String[] numbers = IntStream.range(0, 5000).mapToObj(String::valueOf).toArray(String[]::new);
        write(1, 0, numbers);
        output.expectInOrder(numbers);
        write(2, 0, numbers);
        numbers[4000] = "other";
        AssertionError failure = assertThrows(AssertionError.class, () -> output.expectInOrder(numbers));
        assertTrue(String.valueOf(failure.getMessage()).contains("1 missing, 1 not expected"), failure.getMessage());
    }
}
