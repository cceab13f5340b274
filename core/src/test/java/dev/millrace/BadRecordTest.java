package dev.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.batch.MemoryStorage;
import dev.millrace.connector.AtLeastOnceSink;
import dev.millrace.connector.BadRecord;
import dev.millrace.connector.BadRecordPolicy;
import dev.millrace.connector.DecodedSource;
import dev.millrace.connector.RecordDecoder;
import dev.millrace.connector.Sink;
import dev.millrace.connector.SinkTask;
import dev.millrace.status.BatchStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of records that a source's decoder throws at. */
class BadRecordTest {
    private static final RecordDecoder<String, Integer> NUMBERS = (line, out) -> {
        for (String number : line.split(",")) {
            out.accept(Integer.parseInt(number));
        }
    };

    private final ListSource raw = new ListSource().with("a", "1,2", "3,x", "4").with("b", "y", "5");
    private final MemorySinks.Plain out = new MemorySinks.Plain();

    /** Keeps bad records. */
    private static final class Letters implements AtLeastOnceSink<BadRecord<String>> {
        final transient List<String> seen = new ArrayList<>();

        @Override
        public String defaultName() {
            return "dead letters";
        }

        @Override
        public void write(SinkTask task, Iterator<BadRecord<String>> records) {
            records.forEachRemaining(bad -> seen.add(bad.source() + ": " + bad.raw() + ": " + bad.error()));
        }
    }

    /** The death of the process. */
    private static final class Death extends Error {}

    private static StreamingContextBuilder builder() {
        return StreamingContext.builder()
                .appName("bad records")
                .master("local[1]")
                .batchInterval(Duration.ofSeconds(1))
                .clock(new HandClock());
    }

    private StreamingContext program(BadRecordPolicy policy, @Nullable Sink<BadRecord<String>> letters) {
        StreamingContext ssc = builder().build();
        numbers(ssc, policy, letters).save(out);
        return ssc;
    }

    private DStream<String> numbers(
            StreamingContext ssc, BadRecordPolicy policy, @Nullable Sink<BadRecord<String>> letters) {
        return ssc.sourceStream(new DecodedSource<>(raw, NUMBERS, policy, letters))
                .named("numbers")
                .map(String::valueOf);
    }

    @Test
    void aBadRecordFailsTheBatchUnlessToldOtherwise() {
        try (StreamingContext ssc = program(BadRecordPolicy.FAIL, null)) {
            BatchDriver driver = ssc.startByHand();
            MillraceException e = assertThrows(MillraceException.class, driver::runBatch);
            String message = String.valueOf(e.getMessage());
            for (String part : List.of("source 'numbers'", "batch ", "3,x", "onBadRecord(SKIP_AND_COUNT)")) {
                assertTrue(message.contains(part), part + " is missing in: " + message);
            }
            assertEquals(MillraceException.Kind.USER_CODE, e.kind());
            assertTrue(out.written.isEmpty());
        }
    }

    @Test
    void skippedRecordsLeaveNothingBehindAndAreCounted() {
        try (StreamingContext ssc = program(BadRecordPolicy.SKIP_AND_COUNT, null)) {
            ssc.startByHand().runBatch();
            assertEquals(List.of("1", "2", "4", "5"), out.records(), "nothing of 3,x");
            assertEquals(
                    2L,
                    Objects.requireNonNull(ssc.status().lastBatch())
                            .badRecordsBySource()
                            .get("numbers"));
            assertEquals(2, ssc.status().sources().get(0).badRecords());
            assertEquals(5, ssc.status().sources().get(0).records());
        }
    }

    @Test
    void aRecordIsCountedOnceThoughItsPartitionIsReadTwice() {
        try (StreamingContext ssc = program(BadRecordPolicy.SKIP_AND_COUNT, null)) {
            int[] failures = {1};
            out.trouble = what -> {
                if (failures[0]-- > 0) {
                    throw new java.io.IOException("not now");
                }
            };
            ssc.startByHand().runBatch();
            assertEquals(2, ssc.status().sources().get(0).badRecords());
        }
    }

    @Test
    void deadLettersSayWhereTheyAreFromAndWhatWasWrong() {
        Letters letters = new Letters();
        try (StreamingContext ssc = program(BadRecordPolicy.DEAD_LETTER, letters)) {
            ssc.startByHand().runBatch();
            assertEquals(List.of("1", "2", "4", "5"), out.records());
            assertEquals(2, letters.seen.size());
            assertTrue(
                    letters.seen.get(0).startsWith("numbers: 3,x: java.lang.NumberFormatException"),
                    letters.seen.get(0));
            assertEquals(2, ssc.status().sources().get(0).badRecords());
        }
    }

    @Test
    void aBatchThatRunsAgainFindsTheSameRecordsBad() {
        MemoryStorage storage = new MemoryStorage();
        MemorySinks.Staged once = new MemorySinks.Staged();
        Letters letters = new Letters();
        try (StreamingContext dies = builder()
                .checkpointStorage(() -> storage)
                .batchSteps((step, batch) -> {
                    if (step == BatchStep.OUTPUT_WRITTEN) {
                        throw new Death();
                    }
                })
                .build()) {
            numbers(dies, BadRecordPolicy.DEAD_LETTER, letters).save(once);
            assertThrows(Death.class, dies.startByHand()::runBatch);
        }
        List<String> first = List.copyOf(letters.seen);
        letters.seen.clear();
        try (StreamingContext again = builder().checkpointStorage(() -> storage).build()) {
            numbers(again, BadRecordPolicy.DEAD_LETTER, letters).save(once);
            again.startByHand();
            assertEquals(List.of("1", "2", "4", "5"), once.records());
            assertEquals(2, first.size());
            assertEquals(first, letters.seen);
            assertEquals(2, again.status().sources().get(0).badRecords());
        }
    }

    @Test
    void deadLettersNeedASinkAndNothingElseTakesOne() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new DecodedSource<>(raw, NUMBERS, BadRecordPolicy.DEAD_LETTER, null));
        assertThrows(
                IllegalArgumentException.class,
                () -> new DecodedSource<>(raw, NUMBERS, BadRecordPolicy.FAIL, new Letters()));
    }
}
