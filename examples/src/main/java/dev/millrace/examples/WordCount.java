package dev.millrace.examples;

import dev.millrace.DStream;
import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.PairDStream;
import dev.millrace.StopMode;
import dev.millrace.StreamingContext;
import dev.millrace.status.Recovery;
import dev.millrace.status.StreamingListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * A word count as a command: prints the counts of each batch, keeps running totals as state, and writes each batch's counts.
 * Where lines come from and counts go to is said by who extends it.
 */
abstract class WordCount implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "APP-NAME", description = "names the checkpoint's owner")
    private String appName = "";

    @Option(
            names = "--checkpoint",
            paramLabel = "DIRECTORY",
            description = "a path, or on a Spark cluster hdfs://... or s3a://... (default: APP-NAME-data/checkpoint)")
    private @Nullable String checkpoint;

    @Option(
            names = "--interval",
            paramLabel = "MILLISECONDS",
            description = "between batches (default: ${DEFAULT-VALUE})",
            defaultValue = "200")
    private int intervalMillis = 200;

    private volatile Map<String, Long> totals = Map.of();
    private final CountDownLatch finished = new CountDownLatch(1);

    /** What is counted. */
    abstract DStream<String> lines(StreamingContext ssc);

    /** Writes the counts of each batch, each exactly once. */
    abstract void save(PairDStream<String, Integer> counts);

    /** Where the program keeps what it isn't told to keep elsewhere. */
    final Path data() {
        return Path.of(appName + "-data");
    }

    @Override
    public final Integer call() throws Exception {
        try (StreamingContext ssc = StreamingContext.builder()
                .appName(appName)
                .batchInterval(Duration.ofMillis(intervalMillis))
                .checkpointDirectory(
                        checkpoint == null ? data().resolve("checkpoint").toString() : checkpoint)
                .build()) {
            define(ssc);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndWait(ssc)));
            ssc.addStreamingListener(new StreamingListener() {
                @Override
                public void onStreamingStarted(Recovery recovery) {
                    System.out.println("Word count " + recovery);
                }
            });
            ssc.start();
            ssc.awaitTermination();
            return CommandLine.ExitCode.OK;
        } catch (MillraceException e) {
            System.err.println(e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return CommandLine.ExitCode.USAGE;
        } finally {
            System.out.println("Totals for the words counted");
            totals.forEach((word, count) -> System.out.println("(" + word + "," + count + ")"));
            System.out.flush();
            finished.countDown();
        }
    }

    private void define(StreamingContext ssc) {
        PairDStream<String, Integer> counts = lines(ssc)
                .flatMap(line -> List.of(line.split(" ")).iterator())
                .mapToPair(word -> Pair.of(word, 1))
                .reduceByKey(Integer::sum);
        counts.print();
        counts.updateStateByKey((List<Integer> news, Optional<Long> total) -> Optional.of(total.orElse(0L)
                        + news.stream().mapToInt(Integer::intValue).sum()))
                .named("totals")
                .foreachRDD(rdd -> totals = new TreeMap<>(rdd.collectAsMap()));
        save(counts);
    }

    /** SIGTERM and Ctrl-C: what has been read is finished, then the totals are printed. */
    private void stopAndWait(StreamingContext ssc) {
        ssc.stop(StopMode.GRACEFULLY);
        try {
            finished.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
