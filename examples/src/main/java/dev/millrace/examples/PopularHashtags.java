package dev.millrace.examples;

import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.StreamingContext;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The most frequent hashtags of the last minute in lines that come over a plain socket, every two seconds anew. Try it with
 * {@code nc -lk 9999} in another terminal: {@code PopularHashtags localhost 9999 60 2 5}.
 */
public final class PopularHashtags {
    private PopularHashtags() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 5 || Stream.of(arguments).skip(1).anyMatch(word -> !word.matches("[0-9]{1,5}"))) {
            System.err.println("Usage: PopularHashtags <host> <port> <window seconds> <slide seconds> <how many>");
            System.exit(2);
        }
        Duration window = Duration.ofSeconds(Integer.parseInt(arguments[2]));
        Duration slide = Duration.ofSeconds(Integer.parseInt(arguments[3]));
        int most = Integer.parseInt(arguments[4]);
        try (StreamingContext ssc = StreamingContext.builder()
                .appName("popular-hashtags")
                .batchInterval(Duration.ofSeconds(1))
                .build()) {
            Comparator<Pair<String, Integer>> byCount = Comparator.comparing(Pair::value);
            ssc.socketTextStream(arguments[0], Integer.parseInt(arguments[1]))
                    .flatMap(line -> List.of(line.split(" ")).iterator())
                    .filter(word -> word.startsWith("#"))
                    .mapToPair(hashtag -> Pair.of(hashtag, 1))
                    .reduceByKeyAndWindow(
                            Integer::sum, (all, gone) -> all - gone, window, slide, 2, count -> count.value() > 0)
                    .foreachRDD((rdd, time) -> {
                        List<Pair<String, Integer>> popular = rdd.top(most, byCount.thenComparing(Pair::key));
                        System.out.println("Popular at " + time + ": " + popular);
                    });
            ssc.start();
            ssc.awaitTermination();
        } catch (MillraceException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }
}
