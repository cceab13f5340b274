package dev.millrace.connector.kinesis;

import dev.millrace.MillraceException;
import dev.millrace.batch.SystemClock;
import dev.millrace.connector.AtLeastOnceSink;
import dev.millrace.connector.Clock;
import dev.millrace.connector.SinkContext;
import dev.millrace.connector.SinkTask;
import dev.millrace.function.Function;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a Kinesis stream, at least once: Kinesis has no transactions and no key by which it would know a record
 * again, so a batch that is run again is written again. Records of one partition are sent in their order; one that the
 * service refuses for the moment is sent again, and comes after those of its request that were taken.
 */
public final class KinesisSink<T> implements AtLeastOnceSink<T> {
    private static final int KEY_LENGTH_MAX = 256;
    private static final int CONNECTIONS_MAX = 50;

    private final SinkSettings<T> settings;
    /** Of an opened sink; a copy in another process has none, and connects for each task. */
    private final transient @Nullable PutCalls calls;

    KinesisSink(SinkSettings<T> settings) {
        this(settings, null);
    }

    private KinesisSink(SinkSettings<T> settings, @Nullable PutCalls calls) {
        this.settings = settings;
        this.calls = calls;
    }

    /** Describes a sink; the stream, {@code partitionKey} and {@code data} are needed. */
    public static <T> KinesisSinkBuilder<T> builder() {
        return new KinesisSinkBuilder<>();
    }

    /** {@code kinesis:} and the stream's name. */
    @Override
    public String defaultName() {
        return "kinesis:" + settings.stream().shortName();
    }

    @Override
    public KinesisSink<T> open(SinkContext context) {
        return new KinesisSink<>(settings, connect());
    }

    /** For the service's answers. */
    @Override
    public boolean waits() {
        return true;
    }

    @Override
    public void close() {
        if (calls != null) {
            calls.close();
        }
    }

    @Override
    public void write(SinkTask task, Iterator<T> records) throws InterruptedException {
        if (calls != null) {
            write(task, records, calls, new SystemClock());
            return;
        }
        try (PutCalls own = connect()) {
            write(task, records, own, new SystemClock());
        }
    }

    void write(SinkTask task, Iterator<T> records, PutCalls to, Clock clock) throws InterruptedException {
        Retry retry = new Retry(settings.retry(), new Random(), clock, new CountDownLatch(1));
        PutWriter writer = new PutWriter(to, retry, clock, Trouble.stream(settings.stream()));
        for (long number = 0; records.hasNext(); number++) {
            writer.add(entry(task, number, records.next()));
        }
        writer.flush();
    }

    private PutCalls connect() {
        return new SdkPuts(
                settings.connection().newClient(Trouble.stream(settings.stream()), settings.stream(), CONNECTIONS_MAX),
                settings.stream());
    }

    private PutEntry entry(SinkTask task, long number, T record) {
        SinkSettings.Keys<T> functions = settings.functions();
        String key = call("partitionKey", functions.partitionKey(), record, task, number);
        if (key.isEmpty() || key.length() > KEY_LENGTH_MAX) {
            throw wrong(task, number, "its partition key must have 1 to 256 characters and has " + key.length(), null);
        }
        String hashKey = functions.explicitHashKey() == null
                ? null
                : call("explicitHashKey", functions.explicitHashKey(), record, task, number);
        if (hashKey != null && !isHashKey(hashKey)) {
            throw wrong(
                    task, number, "its explicit hash key must be a number below 2^128 and is '" + hashKey + "'", null);
        }
        PutEntry entry = new PutEntry(key, hashKey, call("data", functions.data(), record, task, number));
        if (entry.bytes() > settings.recordBytesMax()) {
            throw wrong(
                    task,
                    number,
                    "its key and data have " + entry.bytes() + " bytes, and recordBytesMax is "
                            + settings.recordBytesMax() + " (1 MiB unless the stream was set to take more)",
                    null);
        }
        return entry;
    }

    private <R> R call(String name, Function<? super T, R> function, T record, SinkTask task, long number) {
        R result;
        try {
            result = function.call(record);
        } catch (Exception e) {
            throw wrong(task, number, name + " threw " + e, e);
        }
        if (result == null) {
            throw wrong(task, number, name + " returned null", null);
        }
        return result;
    }

    private MillraceException wrong(SinkTask task, long number, String what, @Nullable Throwable cause) {
        return new MillraceException(
                MillraceException.Kind.USER_CODE,
                "%s: record %d of batch %d, partition %d can't be sent: %s"
                        .formatted(Trouble.stream(settings.stream()), number, task.batch(), task.partition(), what),
                cause);
    }

    private static boolean isHashKey(String text) {
        try {
            BigInteger number = new BigInteger(text);
            return number.signum() >= 0 && number.compareTo(HashRange.MAX) <= 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return defaultName();
    }
}
