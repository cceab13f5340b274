package dev.millrace.examples;

import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.StreamingContext;
import java.time.Duration;
import java.util.List;

/**
 * Counts words that come over a plain socket, each second anew. Try it with {@code nc -lk 9999} in another terminal:
 * {@code NetworkWordCount localhost 9999}.
 */
public final class NetworkWordCount {
    private NetworkWordCount() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 2 || !arguments[1].matches("[0-9]{1,5}")) {
            System.err.println("Usage: NetworkWordCount <host> <port>");
            System.exit(2);
        }
        try (StreamingContext ssc = StreamingContext.builder()
                .appName("network-word-count")
                .batchInterval(Duration.ofSeconds(1))
                .build()) {
            ssc.socketTextStream(arguments[0], Integer.parseInt(arguments[1]))
                    .flatMap(line -> List.of(line.split(" ")).iterator())
                    .mapToPair(word -> Pair.of(word, 1))
                    .reduceByKey(Integer::sum)
                    .print();
            ssc.start();
            ssc.awaitTermination();
        } catch (MillraceException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }
}
