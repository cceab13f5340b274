package dev.millrace.testkit.trouble;

import dev.millrace.DStream;
import dev.millrace.Pair;
import dev.millrace.StreamingContext;
import dev.millrace.file.FileSink;
import dev.millrace.file.FileSource;
import dev.millrace.status.BatchInfo;
import dev.millrace.status.StreamingListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** Copies lines from {@code in} to {@code out} and counts them: {@code CopyProgram <directory> <setting=value>…}. */
final class CopyProgram {
    static final String IDLE = "idle";

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
                .recordsPerBatchMax(Long.parseLong(settings.getProperty("recordsPerBatchMax", "1000")))
                .checkpointDirectory(directory.resolve("checkpoint"))
                .build()) {
            ssc.addStreamingListener(new StreamingListener() {
                @Override
                public void onBatchCompleted(BatchInfo info) {
                    System.out.println(info.recordsBySource().isEmpty() ? IDLE : "done " + info.batch());
                }
            });
            String unwanted = settings.getProperty("throwAt", "");
            DStream<String> lines = ssc.sourceStream(FileSource.text(directory.resolve("in")))
                    .named("lines")
                    .map(line -> {
                        if (line.equals(unwanted)) {
                            throw new IllegalStateException("no such line: " + line);
                        }
                        return line;
                    });
            lines.save(FileSink.text(directory.resolve("out"))).named("copies");
            lines.mapToPair(line -> Pair.of(line.length(), 1))
                    .updateStateByKey(
                            (List<Integer> ones, Optional<Integer> sum) -> Optional.of(sum.orElse(0) + ones.size()))
                    .named("lengths")
                    .foreachRDD(rdd -> rdd.count());
            ssc.start();
            ssc.awaitTermination();
        }
    }
}
