package dev.millrace.benchmarks.fork;

/** A pass computed something else than the passes before it. */
public final class WrongAnswerException extends RuntimeException {
    public WrongAnswerException(String message) {
        super(message);
    }
}
