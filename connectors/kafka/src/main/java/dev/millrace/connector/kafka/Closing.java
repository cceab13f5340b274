package dev.millrace.connector.kafka;

import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Closes Kafka's clients. They wait for threads of their own and throw where the closing thread was interrupted, which a
 * program that is stopped in the middle of a batch does to its thread.
 */
final class Closing {
    private static final System.Logger LOGGER = System.getLogger(Closing.class.getName());
    private static final long PATIENCE_MILLIS = 500;

    private Closing() {}

    /** Closes as if the thread weren't interrupted; it is again afterwards. */
    static void close(Runnable client) {
        boolean wasInterrupted = Thread.interrupted();
        try {
            client.run();
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * The same for producers, all at once and for half a second: one whose thread waits for a broker that says nothing is
     * closed when that is over, after {@code request.timeout.ms}, by a thread that nobody waits for.
     */
    static void producers(Collection<? extends Runnable> closings) {
        CountDownLatch left = new CountDownLatch(closings.size());
        for (Runnable closing : closings) {
            Thread thread = new Thread(
                    () -> {
                        closeOrLog(closing);
                        left.countDown();
                    },
                    "millrace-kafka-closing");
            thread.setDaemon(true);
            thread.start();
        }
        close(() -> await(left));
    }

    private static void closeOrLog(Runnable closing) {
        try {
            closing.run();
        } catch (RuntimeException e) {
            LOGGER.log(System.Logger.Level.WARNING, "A Kafka producer could not be closed", e);
        }
    }

    private static void await(CountDownLatch left) {
        try {
            boolean areClosed = left.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            if (!areClosed) {
                LOGGER.log(
                        System.Logger.Level.DEBUG, "A Kafka producer is closed when its brokers have had their time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
