package dev.millrace.connector.kinesis.kcl;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.StreamingContext;
import dev.millrace.connector.kinesis.InitialPosition;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A program that reads its part of a stream in a process of its own, and prints each record; it can be killed. */
final class ReaderProcess implements AutoCloseable {
    final Seen seen = new Seen();
    private final Process process;

    /** @param consumer that the stream is pushed to; empty to poll it */
    ReaderProcess(TestStream stream, Path checkpoint, String consumer) throws IOException {
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ReaderProcess.class.getName(),
                        stream.name,
                        stream.application,
                        checkpoint.toString(),
                        Services.shared().kinesisEndpoint.toString(),
                        Services.shared().dynamoEndpoint.toString(),
                        consumer))
                .redirectError(checkpoint.resolveSibling("child.log").toFile())
                .start();
        Thread reading = new Thread(this::read, "reads-what-the-child-prints");
        reading.setDaemon(true);
        reading.start();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] parts = line.split(" ");
                if (parts.length == 2) {
                    seen.addAll(List.of(new Seen.Entry(0, parts[0], 0, parts[1])));
                }
            }
        } catch (IOException e) {
            System.getLogger("test").log(System.Logger.Level.DEBUG, "the child is gone", e);
        }
    }

    /** As {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Has it do nothing any more, with its connections open, as a process does that waits for its disk. */
    void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        String id = Long.toString(process.pid());
        if (new ProcessBuilder("kill", "-" + name, id).inheritIO().start().waitFor() != 0) {
            throw new IOException("process " + id + " takes no signal " + name);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Arguments: stream, application, checkpoint directory, endpoints of Kinesis and of DynamoDB, consumer. */
    public static void main(String[] arguments) throws InterruptedException {
        try (StreamingContext ssc = SharedReader.context(Path.of(arguments[2]))) {
            KinesisInputDStreamBuilder builder = KinesisInputDStream.builder()
                    .streamingContext(ssc)
                    .streamName(arguments[0])
                    .checkpointAppName(arguments[1])
                    .endpointUrl(arguments[3])
                    .dynamoDbEndpointUrl(arguments[4])
                    .initialPosition(InitialPosition.trimHorizon())
                    .checkpointInterval(Duration.ZERO)
                    .leaseFailoverTime(SharedReader.SHORT_FAILOVER);
            (arguments[5].isEmpty() ? builder : builder.enhancedFanOut(arguments[5]))
                    .buildWithMessageHandler(record -> record.shardId() + " " + new String(record.data(), UTF_8))
                    .foreachRDD(rdd -> {
                        rdd.collect().forEach(System.out::println);
                        System.out.flush();
                    });
            ssc.start();
            ssc.awaitTermination();
        }
    }
}
