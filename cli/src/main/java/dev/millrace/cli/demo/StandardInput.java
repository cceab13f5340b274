package dev.millrace.cli.demo;

import java.io.IOException;
import java.io.InputStream;

/** Standard input of a process that the demo started: open for as long as the demo lives. */
final class StandardInput {
    private StandardInput() {}

    /** Ends this process at once when the demo has gone. */
    static void endsThisProcess(InputStream input) {
        Thread listener = new Thread(() -> awaitEnd(input), "end of the demo");
        listener.setDaemon(true);
        listener.start();
    }

    private static void awaitEnd(InputStream input) {
        try {
            input.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException e) {
            System.err.println("The demo can't be followed: " + e.getMessage());
        }
        Runtime.getRuntime().halt(1);
    }
}
