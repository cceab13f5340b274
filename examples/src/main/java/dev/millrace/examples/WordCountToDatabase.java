package dev.millrace.examples;

import dev.millrace.DeliveryGuarantee;
import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.State;
import dev.millrace.StateSpec;
import dev.millrace.StopMode;
import dev.millrace.StreamingContext;
import dev.millrace.connector.jdbc.JdbcSink;
import dev.millrace.function.Function3;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Counts the words of the files that come into a directory and keeps each word's total in a database, exact however often the
 * program or the database is killed. Usage: {@code WordCountToDatabase <directory> <JDBC URL> <checkpoint directory>}; the
 * driver of PostgreSQL or H2 has to be on the class path, and in the database {@code CREATE TABLE word_counts (word
 * VARCHAR(100) PRIMARY KEY, n BIGINT NOT NULL)}.
 */
public final class WordCountToDatabase {
    private WordCountToDatabase() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 3) {
            System.err.println("Usage: WordCountToDatabase <directory> <JDBC URL> <checkpoint directory>");
            System.exit(2);
        }
        try (StreamingContext ssc = context(Path.of(arguments[0]), arguments[1], Path.of(arguments[2]))) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> ssc.stop(StopMode.GRACEFULLY)));
            ssc.start();
            ssc.awaitTermination();
        } catch (MillraceException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    static StreamingContext context(Path directory, String url, Path checkpoints) {
        // region program
        StreamingContext ssc = StreamingContext.builder()
                .appName("word-count-to-database")
                .batchInterval(Duration.ofMillis(200))
                .checkpointDirectory(checkpoints)
                .deliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .build();
        Function3<String, Optional<Long>, State<Long>, Pair<String, Long>> total = (word, count, sum) -> {
            sum.update(sum.getOption().orElse(0L) + count.orElse(0L));
            return Pair.of(word, sum.get());
        };
        ssc.textFileStream(directory.toString())
                .flatMap(line -> List.of(line.split(" ")).iterator())
                .mapToPair(word -> Pair.of(word, 1L))
                .reduceByKey(Long::sum)
                .mapWithState(StateSpec.function(total))
                .named("totals")
                .save(JdbcSink.<Pair<String, Long>>builder()
                        .url(url)
                        .upsert("word_counts", List.of("word"), List.of("n"), (statement, count) -> {
                            statement.setString(1, count.key());
                            statement.setLong(2, count.value());
                        })
                        .build())
                .named("counts");
        // endregion
        return ssc;
    }
}
