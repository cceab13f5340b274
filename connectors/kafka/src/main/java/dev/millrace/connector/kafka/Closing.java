package dev.millrace.connector.kafka;

/**
 * Closes Kafka's clients. They wait for threads of their own and throw where the closing thread was interrupted, which a
 * program that is stopped in the middle of a batch does to its thread.
 */
final class Closing {
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
}
