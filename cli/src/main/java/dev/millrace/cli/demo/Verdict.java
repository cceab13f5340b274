package dev.millrace.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * The three totals side by side: what was sent, what the program's state says, what its output holds.
 *
 * @param outputs what the output consists of
 */
record Verdict(WordTotals sent, WordTotals state, WordTotals written, String outputs) {
    boolean isEqual() {
        return sent.equals(state) && sent.equals(written);
    }

    /** A table with a line per word, a line of sums, and one word. */
    List<String> lines() {
        TreeSet<String> words = new TreeSet<>();
        sent.words().forEach(words::add);
        state.words().forEach(words::add);
        written.words().forEach(words::add);
        int width = Math.max(5, words.stream().mapToInt(String::length).max().orElse(0));
        List<String> lines = new ArrayList<>();
        lines.add(row(width, "word", "sent", "state", outputs, ""));
        for (String word : words) {
            boolean same = sent.of(word) == state.of(word) && sent.of(word) == written.of(word);
            lines.add(row(
                    width,
                    word,
                    number(sent.of(word)),
                    number(state.of(word)),
                    number(written.of(word)),
                    same ? "" : "  <--"));
        }
        lines.add(row(width, "total", number(sent.sum()), number(state.sum()), number(written.sum()), ""));
        lines.add(isEqual() ? "equal" : "DIFFERENT");
        return lines;
    }

    private static String row(int width, String word, String sent, String state, String written, String mark) {
        return String.format(Locale.ROOT, "%-" + width + "s %12s %12s %12s%s", word, sent, state, written, mark);
    }

    private static String number(long count) {
        return Long.toString(count);
    }
}
