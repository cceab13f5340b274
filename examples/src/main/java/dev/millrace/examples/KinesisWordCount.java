package dev.millrace.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.DStream;
import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.PairDStream;
import dev.millrace.StopMode;
import dev.millrace.StreamingContext;
import dev.millrace.connector.StagedSink;
import dev.millrace.connector.kinesis.InitialPosition;
import dev.millrace.connector.kinesis.KinesisSource;
import dev.millrace.file.FileSink;
import dev.millrace.status.Recovery;
import dev.millrace.status.StreamingListener;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Counts the words of a Kinesis stream, each record exactly once however often the program is killed and started again:
 * prints the counts of each batch, keeps running totals as state, and writes each batch's counts to files.
 */
@Command(
        name = "KinesisWordCount",
        mixinStandardHelpOptions = true,
        description = "Counts the words of a Kinesis stream, exactly once, until it is stopped.")
public final class KinesisWordCount implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "APP-NAME", description = "names the checkpoint's owner")
    private String appName = "";

    @Parameters(index = "1", paramLabel = "STREAM", description = "the stream's name")
    private String stream = "";

    @Parameters(index = "2", paramLabel = "ENDPOINT", description = "for example http://127.0.0.1:4567")
    private URI endpoint = URI.create("http://127.0.0.1:4567");

    @Parameters(
            index = "3",
            paramLabel = "REGION",
            arity = "0..1",
            description = "default: ${DEFAULT-VALUE}",
            defaultValue = "us-east-1")
    private String region = "us-east-1";

    @Option(
            names = "--checkpoint",
            paramLabel = "DIRECTORY",
            description = "a path, or on a Spark cluster hdfs://... or s3a://... (default: APP-NAME-data/checkpoint)")
    private @Nullable String checkpoint;

    @Option(names = "--output", paramLabel = "DIRECTORY", description = "default: APP-NAME-data/output")
    private @Nullable Path output;

    @Option(
            names = "--interval",
            paramLabel = "MILLISECONDS",
            description = "between batches (default: ${DEFAULT-VALUE})",
            defaultValue = "200")
    private int intervalMillis = 200;

    private final Function<Path, StagedSink<Pair<String, Integer>>> sink;
    private volatile Map<String, Long> totals = Map.of();
    private final CountDownLatch finished = new CountDownLatch(1);

    public KinesisWordCount() {
        this(FileSink::text);
    }

    /** With another sink for the output directory: the demo's stands still where it is told to. */
    public KinesisWordCount(Function<Path, StagedSink<Pair<String, Integer>>> sink) {
        this.sink = sink;
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new KinesisWordCount()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Path data = Path.of(appName + "-data");
        try (StreamingContext ssc = StreamingContext.builder()
                .appName(appName)
                .batchInterval(Duration.ofMillis(intervalMillis))
                .checkpointDirectory(
                        checkpoint == null ? data.resolve("checkpoint").toString() : checkpoint)
                .build()) {
            define(ssc, output == null ? data.resolve("output") : output);
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

    private void define(StreamingContext ssc, Path directory) {
        DStream<byte[]> records = ssc.sourceStream(KinesisSource.builder()
                .streamName(stream)
                .region(region)
                .endpointUrl(endpoint)
                .credentials(KinesisClients.credentials(endpoint))
                .initialPosition(InitialPosition.trimHorizon())
                .build());
        PairDStream<String, Integer> counts = records.flatMap(
                        data -> List.of(new String(data, UTF_8).split(" ")).iterator())
                .mapToPair(word -> Pair.of(word, 1))
                .reduceByKey(Integer::sum);
        counts.print();
        counts.updateStateByKey((List<Integer> news, Optional<Long> total) -> Optional.of(total.orElse(0L)
                        + news.stream().mapToInt(Integer::intValue).sum()))
                .named("totals")
                .foreachRDD(rdd -> totals = new TreeMap<>(rdd.collectAsMap()));
        counts.save(sink.apply(directory));
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
