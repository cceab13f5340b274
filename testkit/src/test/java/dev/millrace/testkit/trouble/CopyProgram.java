package dev.millrace.testkit.trouble;

import dev.millrace.DStream;
import dev.millrace.Pair;
import dev.millrace.StopMode;
import dev.millrace.StreamingContext;
import dev.millrace.batch.RetryPolicy;
import dev.millrace.connector.BadRecordPolicy;
import dev.millrace.connector.DecodedSource;
import dev.millrace.file.FileSink;
import dev.millrace.file.FileSource;
import dev.millrace.function.Emitter;
import dev.millrace.status.BatchInfo;
import dev.millrace.status.RunningCode;
import dev.millrace.status.StreamingListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * Copies lines from {@code in} to {@code out} and counts them: {@code CopyProgram <directory> <setting=value>…}. Where code
 * hangs, it says so as soon as the status does, stops at once, and returns {@link #HUNG}.
 */
final class CopyProgram {
    static final String DONE = "done ";
    static final String IDLE = "idle";
    static final int HUNG = 3;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    private static volatile boolean hangs;

    private CopyProgram() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        Properties settings = new Properties();
        for (String argument : List.of(arguments).subList(1, arguments.length)) {
            int equals = argument.indexOf('=');
            settings.setProperty(argument.substring(0, equals), argument.substring(equals + 1));
        }
        try (StreamingContext ssc = StreamingContext.builder()
                .appName(settings.getProperty("app", "copy"))
                .master("local[2]")
                .batchInterval(Duration.ofMillis(Long.parseLong(settings.getProperty("interval", "20"))))
                .keyGroups(Integer.parseInt(settings.getProperty("keyGroups", "128")))
                .hangTimeout(Duration.ofMillis(Long.parseLong(settings.getProperty("hangTimeout", "30000"))))
                .retry(new RetryPolicy(
                        Duration.ofMillis(Long.parseLong(settings.getProperty("giveUpAfter", "60000"))),
                        Duration.ofMillis(50),
                        Duration.ofMillis(50)))
                .recordsPerBatchMax(Long.parseLong(settings.getProperty("recordsPerBatchMax", "1000")))
                .checkpointDirectory(directory.resolve("checkpoint"))
                .build()) {
            ssc.addStreamingListener(new StreamingListener() {
                @Override
                public void onBatchCompleted(BatchInfo info) {
                    System.out.println(info.recordsBySource().isEmpty() ? IDLE : DONE + info.batch());
                }
            });
            String unwanted = settings.getProperty("throwAt", "");
            String endless = settings.getProperty("hangAt", "");
            DStream<String> lines = ssc.sourceStream(new DecodedSource<>(
                            FileSource.text(directory.resolve("in")),
                            CopyProgram::decode,
                            BadRecordPolicy.valueOf(settings.getProperty("onBadRecord", "FAIL")),
                            null))
                    .named("lines")
                    .map(line -> {
                        if (line.equals(unwanted)) {
                            throw new IllegalStateException("no such line: " + line);
                        }
                        return line.equals(endless) ? hang() : line;
                    });
            lines.save(FileSink.text(directory.resolve("out"))).named("copies");
            lines.mapToPair(line -> Pair.of(line.length(), 1))
                    .updateStateByKey(
                            (List<Integer> ones, Optional<Integer> sum) -> Optional.of(sum.orElse(0) + ones.size()))
                    .named("lengths")
                    .foreachRDD(rdd -> rdd.count());
            ssc.start();
            while (!ssc.awaitTermination(LOOK_AGAIN)) {
                // What is merely slow, as the first batch of a process on a busy machine, is none of this.
                RunningCode hanging = hangs ? ssc.status().hanging() : null;
                if (hanging != null) {
                    System.out.println(
                            "hangs in batch " + hanging.batch() + ", " + hanging.output() + ", " + hanging.where());
                    ssc.stop(StopMode.NOW);
                    System.exit(HUNG);
                }
            }
        }
    }

    private static void decode(String line, Emitter<String> out) {
        if (line.startsWith("?")) {
            throw new IllegalArgumentException("a line that begins with a question mark");
        }
        out.accept(line);
    }

    /** Doesn't even listen to an interrupt. */
    private static String hang() {
        hangs = true;
        while (true) {
            Thread.onSpinWait();
        }
    }
}
