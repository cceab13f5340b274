package dev.millrace.batch;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.engine.Retries;
import dev.millrace.status.Retrying;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Tries again what the outside refused, for as long as the policy says, and knows what is being tried. Any thread. */
final class RetryDesk implements Retries {
    private final Pause pause;
    private final RetryPolicy policy;
    private final Set<Attempts> waiting = ConcurrentHashMap.newKeySet();

    RetryDesk(Pause pause, RetryPolicy policy) {
        this.pause = pause;
        this.policy = policy;
    }

    @Override
    public Try begin(String what) {
        return new Attempts(what, pause.nanoTime());
    }

    /** What has failed and is tried again, the longest first. */
    List<Retrying> retrying() {
        List<Retrying> all = new ArrayList<>();
        for (Attempts attempts : waiting) {
            Retrying retrying = attempts.status;
            if (retrying != null) {
                all.add(retrying.lasting(Duration.ofNanos(pause.nanoTime() - attempts.beginNanos)));
            }
        }
        all.sort(Comparator.comparing(Retrying::lasting, Comparator.reverseOrder()));
        return all;
    }

    /** Belongs to one thread; the status is read by any. */
    private final class Attempts implements Try {
        private final String what;
        private final long beginNanos;
        private int failures;
        private volatile @Nullable Retrying status;

        private Attempts(String what, long beginNanos) {
            this.what = what;
            this.beginNanos = beginNanos;
        }

        @Override
        public void waitOrGiveUp(MillraceException failure) {
            if (failure.kind() != Kind.EXTERNAL_SYSTEM) {
                throw failure;
            }
            long pauseNanos = policy.pauseNanos(failures);
            long spent = pause.nanoTime() - beginNanos;
            failures++;
            String message = String.valueOf(failure.getMessage());
            if (spent + pauseNanos > policy.giveUpAfter().toNanos()) {
                throw new MillraceException(
                        Kind.EXTERNAL_SYSTEM,
                        message + " (tried " + failures + " times in " + spent / 1_000_000 + " ms)",
                        failure);
            }
            status = new Retrying(what, failures, Duration.ofNanos(spent), message);
            waiting.add(this);
            pause.nanos(pauseNanos);
        }

        @Override
        public void close() {
            if (failures > 0) {
                waiting.remove(this);
            }
        }
    }
}
