package dev.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.MemoryStorage;
import dev.millrace.status.BatchStep;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A batch in doubt that is older than what its sink's system remembers is not written a second time in silence. */
class ForgottenMarksTest {
    private final HandClock clock = new HandClock();
    private final MemoryStorage storage = new MemoryStorage();
    private final ListSource source = new ListSource();
    private final MemorySinks.Marker marker = new MemorySinks.Marker();
    private boolean dies = true;

    /** The death of the process. */
    private static final class Death extends Error {}

    @BeforeEach
    void leaveABatchInDoubt() {
        source.with("a", "1");
        assertThrows(Death.class, this::run);
        dies = false;
    }

    private void run() {
        try (StreamingContext ssc = StreamingContext.builder()
                .appName("forgotten")
                .batchInterval(Duration.ofMillis(100))
                .clock(clock)
                .checkpointStorage(() -> storage)
                .batchSteps((step, batch) -> {
                    if (dies && step == BatchStep.OUTPUT_WRITTEN) {
                        throw new Death();
                    }
                })
                .build()) {
            ssc.sourceStream(source).save(marker);
            BatchDriver driver = ssc.startByHand();
            clock.advance(Duration.ofMillis(100));
            driver.runBatch();
            driver.stop();
        }
    }

    @Test
    void itIsRefusedAndAppliesToNothingElse() {
        marker.kept = Duration.ofDays(7);
        clock.advance(Duration.ofDays(7));
        marker.marks.clear(); // as brokers do
        MillraceException failure = assertThrows(MillraceException.class, this::run);
        assertEquals(Kind.CONFIGURATION, failure.kind());
        for (String part : List.of("batch 1 was sealed at", "sink 'marker'", "PT168H only", "marksKept")) {
            assertTrue(String.valueOf(failure.getMessage()).contains(part), failure.getMessage());
        }
        assertEquals(List.of("1"), marker.records());

        marker.kept = Duration.ofDays(30);
        run();
        assertEquals(List.of("1", "1"), marker.records(), "who says so has it written again");
        marker.kept = Duration.ofDays(7);
        clock.advance(Duration.ofDays(70));
        source.with("a", "2");
        run();
        assertEquals(List.of("1", "1", "2"), marker.records(), "nothing is in doubt any more");
    }

    @Test
    void aSystemThatIsAwayIsAskedAgainForAsLongAsThePolicySays() {
        AtomicInteger left = new AtomicInteger(5);
        marker.askedForKept = what -> {
            if (left.getAndDecrement() > 0) {
                throw new IOException("nobody answers");
            }
        };
        run();
        assertEquals(List.of("1"), marker.records());
    }

    @Test
    void aSystemThatStaysAwayIsSaidToBe() {
        marker.askedForKept = what -> {
            throw new IOException("nobody answers");
        };
        MillraceException failure = assertThrows(MillraceException.class, this::run);
        assertEquals(Kind.EXTERNAL_SYSTEM, failure.kind());
        for (String part : List.of(
                "sink 'marker'",
                "batch 1 may or may not have been written",
                "nobody answers",
                "tried 17 times in 56300 ms")) {
            assertTrue(String.valueOf(failure.getMessage()).contains(part), failure.getMessage());
        }
        marker.askedForKept = what -> {};
        run();
        assertEquals(List.of("1"), marker.records(), "nothing was lost");
    }

    @Test
    void whatIsStillRememberedIsRecognised() {
        marker.kept = Duration.ofDays(7);
        clock.advance(Duration.ofDays(6));
        run();
        assertEquals(List.of("1"), marker.records());
    }

    @Test
    void marksThatAreKeptForEverAreNeverTooOld() {
        clock.advance(Duration.ofDays(3_650));
        run();
        assertEquals(List.of("1"), marker.records());
    }
}
