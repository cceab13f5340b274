package dev.millrace.connector.kinesis;

import dev.millrace.connector.Clock;
import dev.millrace.connector.kinesis.PutCalls.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the records of one task: gathers them into requests, and sends again what a request didn't take before it goes
 * on to the next one. One thread.
 */
final class PutWriter {
    static final int ENTRIES_MAX = 500;
    /** Half of what a request may hold: a lost one costs less, and the service takes in no more a second anyway. */
    static final long BYTES_MAX = 5 * 1024 * 1024;

    private final PutCalls calls;
    private final Retry retry;
    private final Clock clock;
    private final String where;
    private final List<PutEntry> gathered = new ArrayList<>();
    private long gatheredBytes;

    PutWriter(PutCalls calls, Retry retry, Clock clock, String where) {
        this.calls = calls;
        this.retry = retry;
        this.clock = clock;
        this.where = where;
    }

    void add(PutEntry entry) throws InterruptedException {
        if (gathered.size() == ENTRIES_MAX || (gatheredBytes + entry.bytes() > BYTES_MAX && !gathered.isEmpty())) {
            flush();
        }
        gathered.add(entry);
        gatheredBytes += entry.bytes();
    }

    /** Returns when the service has taken all that was added. */
    void flush() throws InterruptedException {
        List<PutEntry> pending = List.copyOf(gathered);
        gathered.clear();
        gatheredBytes = 0;
        Backoff backoff = retry.backoff();
        while (!pending.isEmpty()) {
            List<PutEntry> sent = pending;
            KinesisFault fault;
            try {
                List<Outcome> outcomes = calls.put(sent);
                pending = refused(sent, outcomes);
                fault = fault(outcomes, pending.size());
                if (pending.size() < sent.size()) {
                    backoff.succeeded();
                }
            } catch (KinesisFault e) {
                fault = e;
            }
            if (!pending.isEmpty()) {
                pause(backoff, fault);
            }
        }
    }

    private void pause(Backoff backoff, KinesisFault fault) throws InterruptedException {
        if (!fault.kind().isRetried) {
            throw Trouble.refused(where, fault);
        }
        long now = clock.nanoTime();
        long wait = backoff.failed(now);
        if (wait == Backoff.GIVE_UP) {
            throw Trouble.gaveUp(where, fault, backoff.failures(), Duration.ofNanos(backoff.elapsedNanos(now)));
        }
        retry.pause(where, wait);
    }

    private static List<PutEntry> refused(List<PutEntry> sent, List<Outcome> outcomes) {
        List<PutEntry> refused = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            // An answer that is too short says nothing of the rest.
            if (i >= outcomes.size() || !outcomes.get(i).isTaken()) {
                refused.add(sent.get(i));
            }
        }
        return refused;
    }

    private static KinesisFault fault(List<Outcome> outcomes, int refused) {
        for (Outcome outcome : outcomes) {
            if (!outcome.isTaken()) {
                KinesisFault.Kind kind =
                        outcome.isThrottled() ? KinesisFault.Kind.THROTTLED : KinesisFault.Kind.UNAVAILABLE;
                String message = refused + " of " + outcomes.size() + " records were not taken, the first because of "
                        + outcome.errorCode() + ": " + outcome.errorMessage();
                return new KinesisFault(kind, "PutRecords", message, null);
            }
        }
        return new KinesisFault(KinesisFault.Kind.UNAVAILABLE, "PutRecords", "The answer was too short", null);
    }
}
