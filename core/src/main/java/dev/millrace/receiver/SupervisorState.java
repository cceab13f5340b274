package dev.millrace.receiver;

import dev.millrace.status.ReceiverStatus.Activity;

/** What a supervisor's receiver does: {@code Idle → Receiving ⇄ Pausing}, and from each of them to {@code Ended}. */
sealed interface SupervisorState {
    /** Not started yet. */
    record Idle() implements SupervisorState {}

    /** Started, when so many records had been stored. */
    record Receiving(long storedBefore) implements SupervisorState {}

    /** Stopped, to be started again at a time of the clock's {@code nanoTime}, once what it had started has ended. */
    record Pausing(long dueNanos) implements SupervisorState {}

    /** Stopped for good. */
    record Ended() implements SupervisorState {}

    default Activity activity() {
        if (this instanceof Idle) {
            return Activity.WAITING_FOR_START;
        } else if (this instanceof Receiving) {
            return Activity.RECEIVING;
        }
        return this instanceof Pausing ? Activity.RESTARTING : Activity.STOPPED;
    }
}
