package dev.millrace.sparkonyarn;

import dev.millrace.Pair;
import dev.millrace.StreamingContext;
import dev.millrace.file.FileSource;
import dev.millrace.status.Recovery;
import dev.millrace.status.StreamingListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;

/** A program as a user submits it: totals of the words in files, printed for each batch; it runs until it is killed. */
public final class WordTotals {
    private WordTotals() {}

    public static void main(String[] arguments) throws Exception {
        try (StreamingContext ssc = StreamingContext.builder()
                .appName("word totals")
                .batchInterval(Duration.ofMillis(200))
                .checkpointDirectory(Path.of(arguments[1]))
                .build()) {
            ssc.sourceStream(FileSource.text(Path.of(arguments[0])))
                    .named("words")
                    .mapToPair(word -> Pair.of(word, 1))
                    .<Integer>updateStateByKey((values, state) -> Optional.of(state.orElse(0) + values.size()))
                    .named("totals")
                    .foreachRDD(rdd -> System.out.println("totals " + new TreeMap<>(rdd.collectAsMap())));
            ssc.addStreamingListener(new StreamingListener() {
                @Override
                public void onStreamingStarted(Recovery recovery) {
                    System.out.println("word totals " + recovery);
                }
            });
            ssc.start();
            ssc.awaitTermination();
        }
    }
}
