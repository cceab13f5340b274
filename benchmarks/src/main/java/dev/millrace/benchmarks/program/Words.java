package dev.millrace.benchmarks.program;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** Splits a line at single spaces, one word at a time: what all word counts are given to split with. */
public final class Words implements Iterator<String> {
    private final String line;
    private int position;

    private Words(String line) {
        this.line = line;
    }

    public static Iterator<String> of(String line) {
        return new Words(line);
    }

    @Override
    public boolean hasNext() {
        return position < line.length();
    }

    @Override
    public String next() {
        if (position >= line.length()) {
            throw new NoSuchElementException();
        }
        int end = end(line, position);
        String word = line.substring(position, end);
        position = end + 1;
        return word;
    }

    /** Where the word that begins at {@code start} ends. */
    public static int end(String line, int start) {
        int end = line.indexOf(' ', start);
        return end < 0 ? line.length() : end;
    }
}
