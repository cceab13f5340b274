package dev.millrace.benchmarks.input;

import java.util.ArrayList;
import java.util.List;

/** The lines of row 15: made with next to no code, since what a program loads and warms up is what that row measures. */
public final class FirstLines {
    private static final int WORDS = 10;

    private FirstLines() {}

    /** The same lines, one part for each thread. */
    public static Batch<String> batch(int lines) {
        List<String> all = lines(lines);
        return new Batch<>(List.of(
                all.subList(0, lines / Batch.PARTS).toArray(new String[0]),
                all.subList(lines / Batch.PARTS, lines).toArray(new String[0])));
    }

    public static List<String> lines(int lines) {
        List<String> made = new ArrayList<>(lines);
        for (int line = 0; line < lines; line++) {
            StringBuilder text = new StringBuilder();
            for (int word = 0; word < WORDS; word++) {
                text.append((char) ('a' + (line + word * word) % 26))
                        .append(line % 7)
                        .append(' ');
            }
            made.add(text.toString());
        }
        return made;
    }
}
