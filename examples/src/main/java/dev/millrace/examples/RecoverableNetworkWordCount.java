package dev.millrace.examples;

import dev.millrace.LongAccumulator;
import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.StreamingContext;
import dev.millrace.file.FileSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Counts words that come over a plain socket into files, batch by batch, and goes on after it was killed: what had been
 * received is in a log in the checkpoint directory and is counted once. Words that nobody wants are left out and counted.
 * {@code RecoverableNetworkWordCount localhost 9999 checkpoint output}.
 */
public final class RecoverableNetworkWordCount {
    private static final Set<String> UNWANTED = Set.of("a", "b", "c");

    private RecoverableNetworkWordCount() {}

    private static StreamingContext create(String host, int port, Path checkpoint, Path output) {
        // region recoverable
        StreamingContext ssc = StreamingContext.builder()
                .appName("recoverable-network-word-count")
                .batchInterval(Duration.ofSeconds(1))
                .checkpointDirectory(checkpoint)
                .build();
        LongAccumulator dropped = ssc.longAccumulator("dropped words");
        var unwanted = ssc.broadcast(UNWANTED);
        ssc.socketTextStream(host, port)
                .named("lines")
                .flatMap(line -> List.of(line.split(" ")).iterator())
                .filter(word -> {
                    boolean wanted = !unwanted.value().contains(word);
                    if (!wanted) {
                        dropped.add(1);
                    }
                    return wanted;
                })
                .mapToPair(word -> Pair.of(word, 1))
                .reduceByKey(Integer::sum)
                .map(Pair::toString)
                .save(FileSink.text(output));
        // endregion
        return ssc;
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 4 || !arguments[1].matches("[0-9]{1,5}")) {
            System.err.println(
                    "Usage: RecoverableNetworkWordCount <host> <port> <checkpoint directory> <output directory>");
            System.exit(2);
        }
        Path checkpoint = Path.of(arguments[2]);
        try (StreamingContext ssc = StreamingContext.getOrCreate(
                checkpoint,
                () -> create(arguments[0], Integer.parseInt(arguments[1]), checkpoint, Path.of(arguments[3])))) {
            ssc.start();
            System.out.println(ssc.status().recovery());
            ssc.awaitTermination();
        } catch (MillraceException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }
}
