package dev.millrace.benchmarks.runner;

/** A fork ended without a result. */
final class ForkFailedException extends Exception {
    ForkFailedException(String message) {
        super(message);
    }
}
