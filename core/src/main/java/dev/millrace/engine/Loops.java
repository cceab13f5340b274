package dev.millrace.engine;

import java.util.List;

/** The loops that drive a stage from what is in memory. */
final class Loops {
    private Loops() {}

    static void push(List<?> records, Step to) {
        for (int i = 0, n = records.size(); i < n && !to.isStopped(); i++) {
            to.accept(records.get(i));
        }
    }
}
