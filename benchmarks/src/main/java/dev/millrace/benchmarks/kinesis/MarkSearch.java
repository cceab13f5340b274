package dev.millrace.benchmarks.kinesis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.function.IntConsumer;

/** Finds the numbers of marked calls among bytes that come in pieces. One thread uses it. */
final class MarkSearch {
    /** No other key begins so, and data is Base64. */
    private static final byte[] BEGINNING = ("\"" + MarkedCall.PREFIX).getBytes(US_ASCII);

    private final IntConsumer found;
    private int matched;
    private int number;

    MarkSearch(IntConsumer found) {
        this.found = found;
    }

    void search(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            byte next = bytes[i];
            if (matched < BEGINNING.length) {
                matched = next == BEGINNING[matched] ? matched + 1 : next == BEGINNING[0] ? 1 : 0;
                number = 0;
            } else if (next >= '0' && next <= '9') {
                number = 10 * number + next - '0';
            } else {
                found.accept(number);
                matched = 0;
            }
        }
    }
}
