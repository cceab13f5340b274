package dev.millrace.benchmarks.embedded;

import dev.millrace.RDD;
import dev.millrace.StreamingContext;
import dev.millrace.StreamingContextBuilder;
import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.Order;
import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Ticks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** Row 10 for Millrace: streams without records, each mapped; the outputs are called with every batch. */
public final class MillraceEmptyBatches implements Contestant {
    private static final Duration FOR_ONE = Duration.ofMillis(1);
    private static final Duration FOR_MANY = Duration.ofMillis(10);

    private final int streams;
    private final Path checkpoint;
    private final boolean withCheckpoint;

    private MillraceEmptyBatches(int streams, Path checkpoint, boolean withCheckpoint) {
        this.streams = streams;
        this.checkpoint = checkpoint;
        this.withCheckpoint = withCheckpoint;
    }

    public static Contestant of(Order order) {
        return new MillraceEmptyBatches(
                order.size(), order.data().resolve("checkpoint"), order.program() == Program.EMPTY_BATCH_CHECKPOINT);
    }

    @Override
    public ForkResult compete(Effort effort) throws InterruptedException {
        StreamingContextBuilder builder = StreamingContext.builder()
                .appName("empty batches")
                .master("local[2]")
                .batchInterval(interval(streams));
        if (withCheckpoint) {
            builder.checkpointDirectory(checkpoint);
        }
        try (StreamingContext context = builder.build()) {
            Ticks ticks = new Ticks(effort, () -> withCheckpoint ? bytesIn(checkpoint) : 0);
            Ending ending = new Ending();
            define(context, streams, () -> ended(ticks, ending));
            context.start();
            return ending.await(context);
        }
    }

    static Duration interval(int streams) {
        return streams == 1 ? FOR_ONE : FOR_MANY;
    }

    /** So many streams, mapped; {@code ended} is run by the last one's output. */
    static void define(StreamingContext context, int streams, Runnable ended) {
        for (int i = 0; i < streams; i++) {
            boolean last = i == streams - 1;
            context.queueStream(new ConcurrentLinkedQueue<RDD<Long>>())
                    .named("queue " + i)
                    .map(value -> value + 1)
                    .foreachRDD(rdd -> {
                        if (last) {
                            ended.run();
                        }
                    });
        }
    }

    private static void ended(Ticks ticks, Ending ending) {
        ForkResult result = ticks.completed();
        if (result != null) {
            ending.reached(result);
        }
    }

    static long bytesIn(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(MillraceEmptyBatches::size)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
