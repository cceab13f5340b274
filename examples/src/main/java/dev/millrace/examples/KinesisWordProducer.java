package dev.millrace.examples;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
public final class KinesisWordProducer implements Callable<Integer> {
    private static final int ENTRIES_PER_REQUEST_MAX = 500;

    @Parameters(index = "0", paramLabel = "STREAM", description = "the stream's name")
    private String stream = "";

    @Parameters(index = "1", paramLabel = "ENDPOINT", description = "for example http://127.0.0.1:4567")
    private URI endpoint = URI.create("http://127.0.0.1:4567");

    @Parameters(index = "2", paramLabel = "RECORDS-PER-SECOND", description = "how many records to send each second")
    private int recordsPerSecond;

    @Parameters(index = "3", paramLabel = "WORDS-PER-RECORD", description = "how many words each record has")
    private int wordsPerRecord;

    @Option(
            names = "--region",
            description = "the stream's region (default: ${DEFAULT-VALUE})",
            defaultValue = "us-east-1")
    private String region = "us-east-1";

    @Option(names = "--seconds", description = "how long to send (default: until stopped)")
    private @Nullable Integer seconds;

    @Option(
            names = "--seed",
            description = "the same seed sends the same words (default: ${DEFAULT-VALUE})",
            defaultValue = "1")
    private long seed = 1;

    @Option(
            names = "--create-shards",
            paramLabel = "N",
            description = "make the stream with N shards first, unless it is there")
    private @Nullable Integer shardsToCreate;

    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean stopping;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new KinesisWordProducer()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (recordsPerSecond < 1 || wordsPerRecord < 1) {
            System.err.println("Records per second and words per record are at least 1.");
            return CommandLine.ExitCode.USAGE;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait));
        Words words = new Words(seed);
        try (KinesisClient client = KinesisClients.forEndpoint(endpoint, region)) {
            if (shardsToCreate != null) {
                createStream(client, shardsToCreate);
            }
            System.out.printf(
                    "Sending %d records/s of %d words to stream '%s' at %s%n",
                    recordsPerSecond, wordsPerRecord, stream, endpoint);
            long sent = send(client, words);
            System.out.printf("Sent %d records%n", sent);
            return CommandLine.ExitCode.OK;
        } catch (SdkException e) {
            System.err.printf("Stream '%s' at %s doesn't take records: %s%n", stream, endpoint, e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        } finally {
            System.out.println("Totals for the words sent");
            words.totals().forEach((word, count) -> System.out.println("(" + word + "," + count + ")"));
            System.out.flush();
            finished.countDown();
        }
    }

    private void createStream(KinesisClient client, int shards) {
        try {
            client.createStream(request -> request.streamName(stream).shardCount(shards));
            System.out.printf("Made stream '%s' with %d shards%n", stream, shards);
        } catch (ResourceInUseException e) {
            System.out.printf("Stream '%s' is there%n", stream);
        }
        client.waiter().waitUntilStreamExists(request -> request.streamName(stream));
    }

    private long send(KinesisClient client, Words words) throws InterruptedException {
        long begin = System.nanoTime();
        long duration = seconds == null ? Long.MAX_VALUE : TimeUnit.SECONDS.toNanos(seconds);
        long sent = 0;
        long reported = 0;
        while (!stopping) {
            long elapsed = System.nanoTime() - begin;
            long due = (long) (Math.min(elapsed, duration) / 1e9 * recordsPerSecond) - sent;
            if (due == 0 && elapsed >= duration) {
                break;
            }
            if (due > 0) {
                sent += put(client, words, (int) Math.min(due, ENTRIES_PER_REQUEST_MAX));
            } else {
                LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            }
            if (elapsed / TimeUnit.SECONDS.toNanos(1) > reported) {
                reported = elapsed / TimeUnit.SECONDS.toNanos(1);
                System.out.printf("Sent %d records in %d s%n", sent, reported);
            }
        }
        return sent;
    }

    /** Sends that many lines; what the service refuses is sent again until it is taken. Counts what was taken. */
    private int put(KinesisClient client, Words words, int records) throws InterruptedException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            lines.add(words.line(wordsPerRecord));
        }
        Backoff backoff = new Backoff();
        while (!lines.isEmpty()) {
            List<PutRecordsRequestEntry> entries =
                    lines.stream().map(KinesisWordProducer::entry).toList();
            PutRecordsResponse response =
                    client.putRecords(request -> request.streamName(stream).records(entries));
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
        return records;
    }

    private static PutRecordsRequestEntry entry(String line) {
        return PutRecordsRequestEntry.builder()
                .partitionKey(Integer.toHexString(line.hashCode()))
                .data(SdkBytes.fromUtf8String(line))
                .build();
    }

    private void stopAndWait() {
        stopping = true;
        try {
            finished.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
