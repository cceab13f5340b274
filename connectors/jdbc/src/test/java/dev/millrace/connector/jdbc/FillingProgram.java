package dev.millrace.connector.jdbc;

import dev.millrace.DeliveryGuarantee;
import dev.millrace.StopMode;
import dev.millrace.StreamingContext;
import dev.millrace.file.FileSource;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The program that tests kill: it puts each line of the files that come into a directory into a table, and stands still at a
 * commit of its choice, before the database hears of it or after. When its standard input ends it stops gracefully.
 */
final class FillingProgram {
    static final String STANDS = "stands";
    static final String FILES = "in";
    static final String CHECKPOINT = "checkpoint";

    private FillingProgram() {}

    /** Takes a directory, the URL of a database, and the number of a commit: it stands before it, or if negative after it. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        standAt(Integer.parseInt(arguments[2]));
        try (StreamingContext ssc = context(directory, HostileDriver.url(arguments[1]))) {
            ssc.start();
            System.in.transferTo(OutputStream.nullOutputStream());
            ssc.stop(StopMode.GRACEFULLY);
        }
    }

    static StreamingContext context(Path directory, String url) {
        StreamingContext ssc = StreamingContext.builder()
                .appName("filling")
                .batchInterval(Duration.ofMillis(20))
                .checkpointDirectory(directory.resolve(CHECKPOINT))
                .deliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .build();
        ssc.sourceStream(FileSource.text(directory.resolve(FILES)))
                .repartition(2)
                .save(JdbcSink.<String>builder()
                        .driver(HostileDriver.class.getName())
                        .url(url)
                        .statement(
                                "INSERT INTO written (text) VALUES (?)",
                                (statement, line) -> statement.setString(1, line))
                        .rowsPerBatchMax(7)
                        .build())
                .named("out");
        return ssc;
    }

    private static void standAt(int number) {
        AtomicInteger commits = new AtomicInteger();
        // Two partitions commit side by side: from that commit on, whoever comes stands.
        HostileDriver.atCommits(
                () -> standIf(commits.incrementAndGet() >= number && number > 0),
                () -> standIf(commits.get() >= -number && number < 0));
    }

    private static void standIf(boolean isThere) {
        if (isThere) {
            System.out.println(STANDS);
            try {
                new CountDownLatch(1).await(); // for the kill
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
