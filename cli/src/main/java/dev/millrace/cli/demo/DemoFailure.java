package dev.millrace.cli.demo;

/** The demo could not be carried through; the message says which part of it failed and what it said last. */
final class DemoFailure extends RuntimeException {
    DemoFailure(String message) {
        super(message);
    }
}
