package dev.millrace.testkit;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Counts the calls that a program makes to the world outside, and lets a chosen one go wrong: it fails, or the process
 * dies, before the call has had its effect or after. Every test source and sink takes one; a test shares one among all
 * of them, so that "the n-th call" means the whole program. Any thread may call.
 */
public final class Faults {
    /** What happens at the chosen call. A real call whose answer is lost has had its effect. */
    public enum Effect {
        FAIL_BEFORE,
        FAIL_AFTER,
        CRASH_BEFORE,
        CRASH_AFTER;

        private boolean crashes() {
            return this == CRASH_BEFORE || this == CRASH_AFTER;
        }

        private boolean comesFirst() {
            return this == FAIL_BEFORE || this == CRASH_BEFORE;
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private long calls;
    private long chosenCall = -1;
    private Effect effect = Effect.FAIL_BEFORE;
    private boolean crashed;
    private @Nullable String struck;

    /** From now on nothing happens until call number {@code call} (1 is the next), at which this does, once. */
    public void at(long call, Effect what) {
        if (call < 1) {
            throw new IllegalArgumentException("the next call is number 1, not " + call);
        }
        lock.lock();
        try {
            chosenCall = calls + call;
            effect = what;
            struck = null;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing goes wrong any more, and a process that had died is started again. */
    public void clear() {
        lock.lock();
        try {
            chosenCall = -1;
            crashed = false;
            struck = null;
        } finally {
            lock.unlock();
        }
    }

    /** A process that had died is started again; what was chosen to go wrong still will, if it hasn't. */
    public void revive() {
        lock.lock();
        try {
            crashed = false;
        } finally {
            lock.unlock();
        }
    }

    /** The process dies now. */
    public void crash() {
        lock.lock();
        try {
            crashed = true;
        } finally {
            lock.unlock();
        }
    }

    public boolean isCrashed() {
        lock.lock();
        try {
            return crashed;
        } finally {
            lock.unlock();
        }
    }

    /** The call at which something went wrong, or null if the chosen one has not been reached. */
    public @Nullable String struck() {
        lock.lock();
        try {
            return struck;
        } finally {
            lock.unlock();
        }
    }

    /** How many calls there have been. */
    public long calls() {
        lock.lock();
        try {
            return calls;
        } finally {
            lock.unlock();
        }
    }

    /** A call that has its effect in {@code action}. */
    public <R extends @Nullable Object> R call(String what, Callable<R> action) throws Exception {
        Effect striking = begin(what);
        if (striking != null && striking.comesFirst()) {
            throw strike(striking, what);
        }
        R result = action.call();
        if (striking != null) {
            throw strike(striking, what);
        }
        return result;
    }

    /** A call that has no effect outside, such as a read. */
    public void pass(String what) {
        Effect striking = begin(what);
        if (striking != null) {
            throw strike(striking, what);
        }
    }

    /** A place inside the program, where the process may die but nothing can fail. */
    public void reach(String what) {
        Effect striking = begin(what);
        if (striking != null && striking.crashes()) {
            throw strike(striking, what);
        }
    }

    private @Nullable Effect begin(String what) {
        lock.lock();
        try {
            if (crashed) {
                throw new SimulatedCrash(what + ", as it was dead before");
            }
            calls++;
            return calls == chosenCall ? effect : null;
        } finally {
            lock.unlock();
        }
    }

    /** Kills the process, or gives back what is to be thrown for a failure. */
    private MillraceException strike(Effect striking, String what) {
        lock.lock();
        try {
            struck = striking + " " + what;
            if (striking.crashes()) {
                crashed = true;
                throw new SimulatedCrash(what);
            }
        } finally {
            lock.unlock();
        }
        return new MillraceException(Kind.EXTERNAL_SYSTEM, "the outside did not answer at " + what);
    }
}
