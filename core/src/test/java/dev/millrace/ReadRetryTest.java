package dev.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.RetryPolicy;
import dev.millrace.status.Retrying;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a batch whose source does not answer. */
@Timeout(120)
class ReadRetryTest {
    private final HandClock clock = new HandClock();
    private final ListSource source = new ListSource().with("a", "1", "2", "3", "4");
    private final MemorySinks.Plain out = new MemorySinks.Plain();
    private final AtomicInteger failures = new AtomicInteger();

    private StreamingContextBuilder builder() {
        return StreamingContext.builder()
                .appName("retries")
                .master("local[1]")
                .batchInterval(Duration.ofSeconds(1))
                .clock(clock);
    }

    private void run(StreamingContext ssc) {
        try (ssc) {
            ssc.startByHand().runBatch();
        }
    }

    private void failsAt(String record, int times, Exception failure) {
        failures.set(times);
        source.trouble = what -> {
            if (what.equals(record) && failures.getAndDecrement() > 0) {
                throw failure;
            }
        };
    }

    @Test
    void aSplitThatFailsHalfWayIsReadOnFromThere() {
        failsAt("3", 3, new IOException("connection reset"));
        List<String> seen = new ArrayList<>();
        long begin = clock.nanoTime();
        StreamingContext ssc = builder().build();
        ssc.sourceStream(source)
                .map(line -> {
                    seen.add(line);
                    return line;
                })
                .save(out);
        run(ssc);
        assertEquals(List.of("1", "2", "3", "4"), out.records());
        assertEquals(List.of("1", "2", "3", "4"), seen, "each record goes into the program once");
        assertEquals(Duration.ofMillis(100 + 200 + 400), Duration.ofNanos(clock.nanoTime() - begin));
    }

    @Test
    void combiningAndStateSeeEachRecordOnceToo() {
        failsAt("4", 2, new MillraceException(Kind.EXTERNAL_SYSTEM, "throttled"));
        source.with("b", "4", "4");
        StreamingContext ssc = builder().build();
        ssc.sourceStream(source)
                .mapToPair(line -> Pair.of(line, 1))
                .reduceByKey(Integer::sum)
                .map(Pair::toString)
                .save(out);
        run(ssc);
        assertEquals(List.of("(1,1)", "(2,1)", "(3,1)", "(4,3)"), out.records());
    }

    @Test
    void aSourceThatStaysAwayEndsTheStreamAfterAStatedTime() {
        failsAt("1", Integer.MAX_VALUE, new IOException("no route to host"));
        StreamingContext ssc = builder()
                .retry(new RetryPolicy(Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofSeconds(2)))
                .build();
        ssc.sourceStream(source).named("far").save(out);
        MillraceException failure = assertThrows(MillraceException.class, () -> run(ssc));
        assertEquals(Kind.EXTERNAL_SYSTEM, failure.kind());
        String message = String.valueOf(failure.getMessage());
        for (String part :
                List.of("reading source 'far' failed", "no route to host", "tried 9 times in 9100 ms", "partition 0")) {
            assertTrue(message.contains(part), part + " is missing in: " + message);
        }
        assertTrue(out.written.isEmpty());
    }

    @Test
    void aMistakeInASourceIsNotTriedAgain() {
        failsAt("2", 1, new IllegalStateException("not open"));
        StreamingContext ssc = builder().build();
        ssc.sourceStream(source).save(out);
        MillraceException failure = assertThrows(MillraceException.class, () -> run(ssc));
        assertEquals(Kind.USER_CODE, failure.kind());
        assertEquals(0, failures.get(), "read once");
    }

    @Test
    void whatAUserFunctionThrowsIsNotTakenForAFailureOfTheSource() {
        StreamingContext ssc = builder().build();
        ssc.sourceStream(source)
                .map(line -> {
                    failures.incrementAndGet();
                    throw new MillraceException(Kind.EXTERNAL_SYSTEM, "the function's database is away");
                })
                .foreachRDD(rdd -> rdd.count());
        assertThrows(MillraceException.class, () -> run(ssc));
        assertEquals(1, failures.get(), "a record is not given to a function twice");
    }

    @Test
    void whatIsBeingTriedAgainIsInTheStatusAndAStopEndsIt() throws Exception {
        CountDownLatch failedTwice = new CountDownLatch(2);
        source.trouble = what -> {
            failedTwice.countDown();
            throw new IOException("connection refused");
        };
        try (StreamingContext ssc = StreamingContext.builder()
                .appName("retries")
                .batchInterval(Duration.ofMillis(1))
                .retry(new RetryPolicy(Duration.ofHours(2), Duration.ofMillis(1), Duration.ofHours(1)))
                .hangTimeout(Duration.ZERO)
                .stopTimeout(Duration.ofHours(1))
                .build()) {
            ssc.sourceStream(source).named("far").save(out);
            ssc.start();
            assertTrue(failedTwice.await(60, TimeUnit.SECONDS));
            List<Retrying> retrying = ssc.status().retrying();
            while (retrying.isEmpty()) {
                Thread.onSpinWait();
                retrying = ssc.status().retrying();
            }
            assertEquals("reading source 'far'", retrying.get(0).what());
            assertNull(ssc.status().hanging(), "what is tried again is not taken for a function that hangs");
            assertTrue(retrying.get(0).failures() >= 1);
            assertTrue(retrying.get(0).toString().contains("connection refused"), retrying.toString());
            ssc.stop();
            assertEquals(new ContextState.Stopped(), ssc.state());
            assertEquals(List.of(), ssc.status().retrying());
        }
    }

    @Test
    void aSinkThatIsTriedAgainIsInTheStatusToo() {
        List<Retrying> shown = new ArrayList<>();
        StreamingContext ssc = builder().build();
        out.trouble = what -> {
            shown.addAll(ssc.status().retrying());
            if (failures.getAndIncrement() < 2) {
                throw new IOException("locked");
            }
        };
        ssc.sourceStream(source).save(out).named("table");
        run(ssc);
        assertEquals(2, shown.size());
        assertTrue(shown.get(1).what().startsWith("sink 'table', batch "), shown.toString());
        assertEquals(2, shown.get(1).failures());
    }
}
