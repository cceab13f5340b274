package dev.millrace.examples;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;

/** Sends lines of random words to a Kinesis stream at a steady rate, then prints how often it sent each word. */
@Command(
        name = "KinesisWordProducer",
        mixinStandardHelpOptions = true,
        description = "Sends lines of random words to a Kinesis stream until it is stopped or --seconds are over.")
public final class KinesisWordProducer extends WordProducer {
    @Parameters(index = "0", paramLabel = "STREAM", description = "the stream's name")
    private String stream = "";

    @Parameters(index = "1", paramLabel = "ENDPOINT", description = "for example http://127.0.0.1:4567")
    private URI endpoint = URI.create("http://127.0.0.1:4567");

    @Option(
            names = "--region",
            description = "the stream's region (default: ${DEFAULT-VALUE})",
            defaultValue = "us-east-1")
    private String region = "us-east-1";

    @Option(
            names = "--create-shards",
            paramLabel = "N",
            description = "make the stream with N shards first, unless it is there")
    private @Nullable Integer shardsToCreate;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new KinesisWordProducer()).execute(arguments));
    }

    @Override
    Target connect() {
        return new Stream(KinesisClients.forEndpoint(endpoint, region), stream, shardsToCreate);
    }

    @Override
    String describe() {
        return "stream '" + stream + "' at " + endpoint;
    }

    @Override
    boolean isOfTarget(Exception failure) {
        return failure instanceof SdkException;
    }

    private record Stream(
            KinesisClient client, String name, @Nullable Integer shardsToCreate) implements Target {
        @Override
        public void prepare() {
            if (shardsToCreate == null) {
                return;
            }
            try {
                client.createStream(request -> request.streamName(name).shardCount(shardsToCreate));
                System.out.printf("Made stream '%s' with %d shards%n", name, shardsToCreate);
            } catch (ResourceInUseException e) {
                System.out.printf("Stream '%s' is there%n", name);
            }
            client.waiter().waitUntilStreamExists(request -> request.streamName(name));
        }

        /** What the service refuses is sent again until it is taken. */
        @Override
        public void put(List<String> drawn, Words words) throws InterruptedException {
            List<String> lines = drawn;
            Backoff backoff = new Backoff();
            while (!lines.isEmpty()) {
                List<PutRecordsRequestEntry> entries =
                        lines.stream().map(KinesisWordProducer::entry).toList();
                PutRecordsResponse response =
                        client.putRecords(request -> request.streamName(name).records(entries));
                List<String> refused = new ArrayList<>();
                for (int i = 0; i < lines.size(); i++) {
                    if (response.records().get(i).errorCode() == null) {
                        words.count(lines.get(i));
                    } else {
                        refused.add(lines.get(i));
                    }
                }
                lines = refused;
                if (!lines.isEmpty()) {
                    backoff.pause();
                }
            }
        }

        @Override
        public void close() {
            client.close();
        }
    }

    private static PutRecordsRequestEntry entry(String line) {
        return PutRecordsRequestEntry.builder()
                .partitionKey(Integer.toHexString(line.hashCode()))
                .data(SdkBytes.fromUtf8String(line))
                .build();
    }
}
