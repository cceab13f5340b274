package dev.millrace.benchmarks.program;

/** Keeps the lines that contain two letters in a row; about one in fifteen does. */
public final class Grep {
    private static final String WANTED = "qu";

    private Grep() {}

    public static boolean matches(String line) {
        return line.contains(WANTED);
    }
}
