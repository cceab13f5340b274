package dev.millrace.connector.kinesis;

import java.util.List;

/** The one call that writing to a stream needs. Safe for any number of threads. */
interface PutCalls extends AutoCloseable {
    /** Puts up to 500 records; the answer says of each whether it was taken. Nothing is retried here. */
    List<Outcome> put(List<PutEntry> entries) throws KinesisFault;

    /** Lets go of the connections. */
    @Override
    void close();

    /** What became of one record: both empty if it was taken. */
    record Outcome(String errorCode, String errorMessage) {
        static final Outcome TAKEN = new Outcome("", "");

        boolean isTaken() {
            return errorCode.isEmpty();
        }

        boolean isThrottled() {
            return errorCode.equals("ProvisionedThroughputExceededException");
        }
    }
}
