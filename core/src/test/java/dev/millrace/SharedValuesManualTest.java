package dev.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** The code that docs/shared-values.md shows does what it says. */
class SharedValuesManualTest {
    private static LongAccumulator declare(StreamingContext ssc, Queue<RDD<String>> codes) {
        Broadcast<Map<String, String>> names = ssc.broadcast(Map.of("de", "Germany", "fr", "France"));
        LongAccumulator unknown = ssc.longAccumulator("unknown codes");
        ssc.queueStream(codes)
                .map(code -> {
                    String name = names.value().get(code);
                    if (name == null) {
                        unknown.add(1);
                    }
                    return name == null ? "?" : name;
                })
                .print();
        return unknown;
    }

    @Test
    void codesAreLookedUpAndThoseUnknownCounted() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Queue<RDD<String>> codes = new ConcurrentLinkedQueue<>();
        try (StreamingContext ssc = StreamingContext.builder()
                .appName("country-names")
                .batchInterval(Duration.ofMillis(100))
                .printStream(new PrintStream(printed, true, StandardCharsets.UTF_8))
                .build()) {
            LongAccumulator unknown = declare(ssc, codes);
            codes.add(ssc.parallelize(List.of("de", "xx", "fr")));
            ssc.startByHand().runBatch();
            assertEquals(1, unknown.value());
        }
        String lines = printed.toString(StandardCharsets.UTF_8);
        assertTrue(lines.contains("Germany") && lines.contains("?") && lines.contains("France"), lines);
    }

    @Test
    void aProgramThatMustBePortableRefusesWhatIsNot() {
        StreamingContext ssc = StreamingContext.builder()
                .appName("country-names")
                .batchInterval(Duration.ofMillis(100))
                .requirePortable()
                .build();
        Object connection = new Object();
        DStream<String> codes = ssc.queueStream(new ConcurrentLinkedQueue<RDD<String>>());
        MillraceException refused =
                assertThrows(MillraceException.class, () -> codes.filter(code -> code.equals(connection.toString())));
        assertTrue(String.valueOf(refused.getMessage()).contains("`connection`"), refused.getMessage());
        ssc.close();
    }
}
