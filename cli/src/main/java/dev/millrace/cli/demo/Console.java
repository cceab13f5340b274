package dev.millrace.cli.demo;

import java.io.PrintStream;

/**
 * Where the demo prints. On a terminal the last line shows the progress and is rewritten; elsewhere progress comes as
 * plain lines, one for each change of its text. Any thread.
 */
final class Console {
    private final PrintStream out;
    private final boolean terminal;
    private String progress = "";

    Console(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    synchronized void line(String text) {
        clearProgress();
        out.println(text);
        showProgress();
        out.flush();
    }

    /** Replaces the progress line; an empty text ends it. */
    synchronized void progress(String text) {
        if (text.equals(progress)) {
            return;
        }
        clearProgress();
        progress = text;
        if (terminal) {
            showProgress();
        } else if (!text.isEmpty()) {
            out.println(text);
        }
        out.flush();
    }

    private void clearProgress() {
        if (terminal && !progress.isEmpty()) {
            out.print("\r\u001b[K");
        }
    }

    private void showProgress() {
        if (terminal && !progress.isEmpty()) {
            out.print(progress);
        }
    }
}
