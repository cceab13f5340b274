package dev.millrace.sparkonyarn;

import dev.millrace.Pair;
import dev.millrace.StreamingContext;
import dev.millrace.file.FileSource;
import dev.millrace.status.Recovery;
import dev.millrace.status.StreamingListener;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A program as a user submits it: totals of the words in files, reported for each batch to a port, wherever the driver runs;
 * it runs until it is killed.
 */
public final class WordTotals {
    private WordTotals() {}

    /** @param arguments where the files are, where the checkpoint is, the port */
    public static void main(String[] arguments) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[2]));
                PrintStream report = new PrintStream(socket.getOutputStream(), true, StandardCharsets.UTF_8);
                StreamingContext ssc = StreamingContext.builder()
                        .appName("word totals")
                        .batchInterval(Duration.ofMillis(200))
                        .checkpointDirectory(Path.of(arguments[1]))
                        .build()) {
            report.println("process " + ProcessHandle.current().pid());
            ssc.sourceStream(FileSource.text(Path.of(arguments[0])))
                    .named("words")
                    .mapToPair(word -> Pair.of(word, 1))
                    .<Integer>updateStateByKey((values, state) -> Optional.of(state.orElse(0) + values.size()))
                    .named("totals")
                    .foreachRDD(rdd -> report.println("totals " + new TreeMap<>(rdd.collectAsMap())));
            ssc.addStreamingListener(new StreamingListener() {
                @Override
                public void onStreamingStarted(Recovery recovery) {
                    report.println("word totals " + recovery);
                }
            });
            ssc.start();
            ssc.awaitTermination();
        }
    }
}
