package dev.millrace.examples;

import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.PairDStream;
import dev.millrace.State;
import dev.millrace.StateSpec;
import dev.millrace.StreamingContext;
import dev.millrace.function.Function3;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Counts words that come over a plain socket, from the start on: prints each word with its count so far whenever it comes.
 * A word that doesn't come for half an hour is forgotten. Try it with {@code nc -lk 9999} in another terminal:
 * {@code StatefulNetworkWordCount localhost 9999}.
 */
public final class StatefulNetworkWordCount {
    private StatefulNetworkWordCount() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 2 || !arguments[1].matches("[0-9]{1,5}")) {
            System.err.println("Usage: StatefulNetworkWordCount <host> <port>");
            System.exit(2);
        }
        try (StreamingContext ssc = StreamingContext.builder()
                .appName("stateful-network-word-count")
                .batchInterval(Duration.ofSeconds(1))
                .build()) {
            PairDStream<String, Integer> words = ssc.socketTextStream(arguments[0], Integer.parseInt(arguments[1]))
                    .flatMap(line -> List.of(line.split(" ")).iterator())
                    .mapToPair(word -> Pair.of(word, 1));
            Function3<String, Optional<Integer>, State<Integer>, Pair<String, Integer>> count = (word, one, sum) -> {
                if (sum.isTimingOut()) {
                    return Pair.of(word, 0);
                }
                sum.update(sum.getOption().orElse(0) + one.orElse(0));
                return Pair.of(word, sum.get());
            };
            words.mapWithState(StateSpec.function(count).timeout(Duration.ofMinutes(30)))
                    .print();
            ssc.start();
            ssc.awaitTermination();
        } catch (MillraceException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }
}
