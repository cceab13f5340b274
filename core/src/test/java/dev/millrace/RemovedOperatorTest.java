package dev.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.batch.MemoryStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The state of an operator that the program doesn't have any more stays where it is, unread. */
class RemovedOperatorTest {
    private final HandClock clock = new HandClock();
    private final MemoryStorage storage = new MemoryStorage();
    private final ListSource source = new ListSource();
    private final List<String> emitted = new ArrayList<>();

    private void run(String... operators) {
        try (StreamingContext ssc = StreamingContext.builder()
                .appName("removed")
                .master("local[2]")
                .batchInterval(Duration.ofMillis(100))
                .clock(clock)
                .checkpointStorage(() -> storage)
                .build()) {
            PairDStream<String, Long> pairs = ssc.sourceStream(source).mapToPair(record -> Pair.of(record, 1L));
            for (String operator : operators) {
                pairs.updateStateByKey(
                                (List<Long> ones, Optional<Long> sum) -> Optional.of(sum.orElse(0L) + ones.size()))
                        .named(operator)
                        .foreachRDD(rdd -> emitted.add(operator + rdd.collect()));
            }
            BatchDriver driver = ssc.startByHand();
            source.with("log", "x");
            clock.advance(Duration.ofMillis(100));
            driver.runBatch();
        }
    }

    private void damage(String operator) {
        storage.objects.forEach((name, bytes) -> {
            if (name.startsWith("state/" + operator + "/")) {
                bytes[bytes.length - 1] ^= 1;
            }
        });
    }

    @Test
    void whatNoOperatorNeedsIsntReadWhenTheProgramStarts() {
        run("first", "second");
        damage("second");
        run("first");
        assertEquals(List.of("first[(x,1)]", "second[(x,1)]", "first[(x,2)]"), emitted);
        MillraceException noticed = assertThrows(MillraceException.class, () -> run("first", "second"));
        assertEquals(MillraceException.Kind.CORRUPT_DATA, noticed.kind());
        damage("second");
        emitted.clear();
        run("first", "second");
        assertEquals(List.of("first[(x,3)]", "second[(x,2)]"), emitted);
    }
}
