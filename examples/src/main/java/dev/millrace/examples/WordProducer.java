package dev.millrace.examples;

import dev.millrace.MillraceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * A producer as a command: lines of random words at a steady rate, and in the end how often each word was sent. Where they
 * go to is said by who extends it.
 */
abstract class WordProducer implements Callable<Integer> {
    static final int LINES_MAX = 500;

    @Parameters(index = "2", paramLabel = "RECORDS-PER-SECOND", description = "how many records to send each second")
    private int recordsPerSecond;

    @Parameters(index = "3", paramLabel = "WORDS-PER-RECORD", description = "how many words each record has")
    private int wordsPerRecord;

    @Option(names = "--seconds", description = "how long to send (default: until stopped)")
    private @Nullable Integer seconds;

    @Option(
            names = "--seed",
            description = "the same seed sends the same words (default: ${DEFAULT-VALUE})",
            defaultValue = "1")
    private long seed = 1;

    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean stopping;

    /** Where the lines are put. One thread. */
    interface Target extends AutoCloseable {
        /** Gets ready, and says what it has done. */
        default void prepare() throws Exception {}

        /** Puts at most {@link #LINES_MAX} lines; returns when all of them have arrived, and has counted each then. */
        void put(List<String> lines, Words words) throws Exception;

        @Override
        void close();
    }

    abstract Target connect();

    /** Says where that is. */
    abstract String describe();

    /** Whether the target, not the program, is why it failed. */
    abstract boolean isOfTarget(Exception failure);

    @Override
    public final Integer call() throws Exception {
        if (recordsPerSecond < 1 || wordsPerRecord < 1) {
            System.err.println("Records per second and words per record are at least 1.");
            return CommandLine.ExitCode.USAGE;
        }
        if (seconds != null && seconds < 1) {
            System.err.println("--seconds is at least 1.");
            return CommandLine.ExitCode.USAGE;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait));
        Words words = new Words(seed);
        boolean failed = true;
        try (Target target = connect()) {
            target.prepare();
            System.out.printf("Sending %d records/s of %d words to %s%n", recordsPerSecond, wordsPerRecord, describe());
            long sent = send(target, words);
            System.out.printf("Sent %d records%n", sent);
            failed = false;
            return CommandLine.ExitCode.OK;
        } catch (IllegalArgumentException | MillraceException e) {
            System.err.println(e.getMessage());
            return CommandLine.ExitCode.USAGE;
        } catch (Exception e) {
            if (!isOfTarget(e)) {
                throw e;
            }
            String where = describe();
            System.err.printf(
                    "%s doesn't take records: %s%n",
                    where.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + where.substring(1), e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        } finally {
            if (!failed || !words.totals().isEmpty()) {
                System.out.println("Totals for the words sent");
                words.totals().forEach((word, count) -> System.out.println("(" + word + "," + count + ")"));
            }
            System.out.flush();
            finished.countDown();
        }
    }

    private long send(Target target, Words words) throws Exception {
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
                List<String> lines = draw(words, (int) Math.min(due, LINES_MAX));
                target.put(lines, words);
                sent += lines.size();
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

    private List<String> draw(Words words, int records) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            lines.add(words.line(wordsPerRecord));
        }
        return lines;
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
