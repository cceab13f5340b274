package dev.millrace.receiver;

import dev.millrace.status.ReceiverStatus;

/** Who is told what receivers do; throws nothing. Any thread, one call at a time for each receiver. */
public interface ReceiverEvents {
    void receiverStarted(ReceiverStatus receiver);

    void receiverError(ReceiverStatus receiver);

    void receiverStopped(ReceiverStatus receiver);
}
