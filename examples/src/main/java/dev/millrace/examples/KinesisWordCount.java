package dev.millrace.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.DStream;
import dev.millrace.Pair;
import dev.millrace.PairDStream;
import dev.millrace.StreamingContext;
import dev.millrace.connector.StagedSink;
import dev.millrace.connector.kinesis.InitialPosition;
import dev.millrace.connector.kinesis.KinesisSource;
import dev.millrace.file.FileSink;
import java.net.URI;
import java.nio.file.Path;
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
public final class KinesisWordCount extends WordCount {
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

    @Option(names = "--output", paramLabel = "DIRECTORY", description = "default: APP-NAME-data/output")
    private @Nullable Path output;

    private final Function<Path, StagedSink<Pair<String, Integer>>> sink;

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
    DStream<String> lines(StreamingContext ssc) {
        return ssc.sourceStream(KinesisSource.builder()
                        .streamName(stream)
                        .region(region)
                        .endpointUrl(endpoint)
                        .credentials(KinesisClients.credentials(endpoint))
                        .initialPosition(InitialPosition.trimHorizon())
                        .build())
                .map(data -> new String(data, UTF_8));
    }

    @Override
    void save(PairDStream<String, Integer> counts) {
        counts.save(sink.apply(output == null ? data().resolve("output") : output));
    }
}
