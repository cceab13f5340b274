package dev.millrace.benchmarks.embedded;

import dev.millrace.Pair;
import dev.millrace.StateSpec;
import dev.millrace.StreamingContext;
import dev.millrace.benchmarks.input.Batch;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.input.DigestSerde;
import dev.millrace.benchmarks.program.Output;
import java.nio.file.Path;
import java.time.Duration;

/** Row 12, the process that is killed: a running count by key with a checkpoint, which prints the hash of each batch's output. */
public final class CountingUntilKilled {
    private static final Duration INTERVAL = Duration.ofMillis(50);

    private CountingUntilKilled() {}

    /** @param arguments the checkpoint's directory, how many keys */
    public static void main(String[] arguments) throws InterruptedException {
        try (StreamingContext context = StreamingContext.builder()
                .appName("killed")
                .master("local[" + Batch.PARTS + "]")
                .batchInterval(INTERVAL)
                .checkpointDirectory(Path.of(arguments[0]))
                .registerSerde(Digest.class, new DigestSerde())
                .build()) {
            context.sourceStream(new TouchingSource(Integer.parseInt(arguments[1])))
                    .mapToPair(key -> Pair.of(key, 1L))
                    .mapWithState(StateSpec.<Long, Long, Long, Pair<Long, Long>>function((key, one, state) -> {
                        long count = (state.exists() ? state.get() : 0) + one.orElseThrow();
                        state.update(count);
                        return Pair.of(key, count);
                    }))
                    .named("counts")
                    .foreachRDD(rdd -> System.out.println(rdd.aggregate(
                                    Digest::new,
                                    (digest, counted) -> Output.count(digest, counted.key(), counted.value()),
                                    Digest::merge)
                            .hash()));
            context.start();
            context.awaitTermination();
        }
    }
}
