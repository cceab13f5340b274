package dev.millrace.examples;

import dev.millrace.Pair;
import dev.millrace.StreamingContext;
import java.time.Duration;
import java.util.List;

/** The README's first program: counts the words that come over a socket, ten times a second. */
public final class FirstProgram {
    private FirstProgram() {}

    public static void main(String[] arguments) throws Exception {
        try (StreamingContext ssc = StreamingContext.builder()
                .appName("first-program")
                .batchInterval(Duration.ofMillis(100))
                .build()) {
            ssc.socketTextStream("localhost", 9999)
                    .flatMap(line -> List.of(line.split(" ")).iterator())
                    .mapToPair(word -> Pair.of(word, 1))
                    .reduceByKey(Integer::sum)
                    .print();
            ssc.start();
            ssc.awaitTermination();
        }
    }
}
