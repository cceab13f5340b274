package dev.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.batch.MemoryStorage;
import dev.millrace.connector.BadRecordPolicy;
import dev.millrace.connector.DecodedSource;
import dev.millrace.function.VoidFunction;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a program's user reads when a function of theirs fails: what, where and what to do. */
class FailureTextTest {
    private static final String FAILED = " failed: java.lang.ArithmeticException: / by zero";
    private static final String MEND = ". Mend the function and start again";

    private final MemorySinks.Staged out = new MemorySinks.Staged();

    private static StreamingContextBuilder builder() {
        return StreamingContext.builder()
                .appName("failures")
                .master("local[1]")
                .batchInterval(Duration.ofSeconds(1))
                .clock(new HandClock());
    }

    /** What the first batch of a program fails with, its number and lines of code as 1. */
    private static String failure(StreamingContextBuilder builder, Consumer<StreamingContext> program) {
        try (StreamingContext ssc = builder.build()) {
            program.accept(ssc);
            BatchDriver driver = ssc.startByHand();
            MillraceException e = assertThrows(MillraceException.class, driver::runBatch);
            assertEquals(MillraceException.Kind.USER_CODE, e.kind());
            return String.valueOf(e.getMessage())
                    .replaceAll("java:\\d+", "java:1")
                    .replaceAll("batch \\d+", "batch 1");
        }
    }

    private static DStream<String> numbers(StreamingContext ssc, String name) {
        return ssc.sourceStream(new ListSource().with("a", "0")).named(name);
    }

    private static DStream<Integer> inverted(DStream<String> numbers) {
        return numbers.map(text -> 1 / Integer.parseInt(text));
    }

    @Test
    void theSourceOfTheRecordsIsNamedBeforeOutputBatchPartitionAndOperator() {
        String message = failure(
                builder(),
                ssc -> inverted(numbers(ssc, "orders"))
                        .map(String::valueOf)
                        .save(out)
                        .named("counts"));
        assertEquals(
                "source 'orders', output 'counts', batch 1, partition 0: map at FailureTextTest.java:1" + FAILED + MEND,
                message);
    }

    @Test
    void withACheckpointItSaysThatRecordsAreReadAgain() {
        MemoryStorage storage = new MemoryStorage();
        String message = failure(
                builder().checkpointStorage(() -> storage),
                ssc -> inverted(numbers(ssc, "orders")).foreachRDD(rdd -> rdd.count()));
        assertTrue(
                message.endsWith(FAILED + MEND + ": the records are read again, from where the checkpoint stands"),
                message);
    }

    @Test
    void onlySourcesOfTheOperatorThatFailedAreNamed() {
        String message = failure(builder(), ssc -> {
            DStream<Integer> orders = inverted(numbers(ssc, "orders"));
            orders.union(numbers(ssc, "returns").map(Integer::parseInt))
                    .map(String::valueOf)
                    .save(out);
        });
        assertTrue(message.startsWith("source 'orders', output"), message);
    }

    @Test
    void whereRecordsComeTogetherAllSourcesAreNamedUpToABound() {
        String two = failure(
                builder(),
                ssc -> inverted(numbers(ssc, "a").union(numbers(ssc, "b"))).print());
        assertTrue(two.startsWith("sources 'a' and 'b', output 'print-1', batch 1"), two);
        String three = failure(
                builder(),
                ssc -> inverted(numbers(ssc, "a").union(numbers(ssc, "b")).union(numbers(ssc, "c")))
                        .print());
        assertTrue(three.startsWith("sources 'a', 'b' and 'c', output"), three);
        String five = failure(builder(), ssc -> {
            DStream<String> all = numbers(ssc, "a");
            for (String name : List.of("b", "c", "d", "e")) {
                all = all.union(numbers(ssc, name));
            }
            inverted(all).print();
        });
        assertTrue(five.startsWith("sources 'a', 'b', 'c' and 2 more, output"), five);
    }

    @Test
    void aStateFunctionNamesTheSourceThoughNoOutputReadsIt() {
        String message = failure(builder(), ssc -> {
            numbers(ssc, "others").print();
            numbers(ssc, "orders")
                    .mapToPair(text -> Pair.of(text, 1))
                    .mapWithState(StateSpec.<String, Integer, Integer, Integer>function((key, value, state) -> {
                        state.update(1 / Integer.parseInt(key));
                        return 1;
                    }));
        });
        assertEquals(
                "source 'orders', batch 1, partition 0: mapWithState at FailureTextTest.java:1" + FAILED + MEND,
                message.replaceFirst("partition \\d+", "partition 0"));
    }

    @Test
    void theFunctionsOfTransformAndForeachRddNameTheirSources() {
        String transformed = failure(
                builder(),
                ssc -> numbers(ssc, "orders")
                        .transform(rdd -> RDD.of(List.of(1 / (int) (rdd.count() - 1)), 1))
                        .union(numbers(ssc, "others").map(Integer::parseInt))
                        .print());
        assertEquals(
                "source 'orders', output 'print-1', batch 1: transform at FailureTextTest.java:1" + FAILED + MEND,
                transformed);
        String acted = failure(
                builder(),
                ssc -> numbers(ssc, "orders").foreachRDD(rdd -> {
                    throw new IOException("disk on fire");
                }));
        assertEquals(
                "source 'orders', output 'foreachRDD-1', batch 1: its function failed: java.io.IOException: disk on fire"
                        + MEND,
                acted);
    }

    @Test
    void aSinkThatFailsNamesTheSourceToo() {
        MemorySinks.Plain plain = new MemorySinks.Plain();
        plain.trouble = what -> {
            throw new IllegalArgumentException("no such table");
        };
        String message =
                failure(builder(), ssc -> numbers(ssc, "orders").save(plain).named("table"));
        assertTrue(message.startsWith("source 'orders', sink 'table', batch 1, partition 0: "), message);
    }

    @Test
    void aBadRecordIsToldWithItsFirstCharactersAndTheRemedies() {
        ListSource raw = new ListSource().with("a", "x".repeat(1000));
        String message = failure(
                builder(),
                ssc -> ssc.sourceStream(new DecodedSource<String, Integer>(
                                raw, (text, out) -> out.accept(Integer.parseInt(text)), BadRecordPolicy.FAIL, null))
                        .named("orders")
                        .print());
        assertTrue(
                message.startsWith(
                        "source 'orders', output 'print-1', batch 1, partition 0: decode at FailureTextTest.java:1"
                                + " failed: the decoder of source 'orders' threw java.lang.NumberFormatException"),
                message);
        assertTrue(
                message.endsWith(" at the record " + "x".repeat(200)
                        + "…. Mend the decoder, or say onBadRecord(SKIP_AND_COUNT) or onBadRecord(DEAD_LETTER)"),
                message);
    }

    @Test
    void anInterruptThatNoStopSentIsToldAsTheProgramsOwn() {
        for (VoidFunction<RDD<String>> function :
                List.<VoidFunction<RDD<String>>>of(rdd -> Thread.currentThread().interrupt(), rdd -> {
                    throw new InterruptedException();
                })) {
            try (StreamingContext ssc = StreamingContext.builder()
                    .appName("interrupts")
                    .batchInterval(Duration.ofMillis(1))
                    .build()) {
                ssc.sourceStream(new ListSource().with("a", "0")).foreachRDD(function);
                ssc.start();
                MillraceException e = assertThrows(MillraceException.class, ssc::awaitTermination);
                assertEquals(MillraceException.Kind.USER_CODE, e.kind(), e.getMessage());
            }
        }
    }
}
