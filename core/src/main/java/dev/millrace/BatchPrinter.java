package dev.millrace;

import java.io.PrintStream;
import java.time.Instant;
import java.util.List;

/** Prints the first records of a batch as Spark does. */
final class BatchPrinter {
    private static final String LINE = "-------------------------------------------";

    private BatchPrinter() {}

    /** {@code records} holds one more than {@code shown} where there are more. */
    static void print(PrintStream out, Instant time, List<?> records, int shown) {
        StringBuilder text = new StringBuilder(128);
        text.append(LINE).append('\n');
        text.append("Time: ").append(time.toEpochMilli()).append(" ms\n");
        text.append(LINE).append('\n');
        for (int i = 0; i < Math.min(shown, records.size()); i++) {
            text.append(records.get(i)).append('\n');
        }
        if (records.size() > shown) {
            text.append("...\n");
        }
        text.append('\n');
        out.print(text);
        out.flush();
    }
}
