package dev.millrace.behaviour;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What functions saw. Static, because an engine may run a serialized copy of a function: what it captured would be a copy
 * too. The engines under test run their tasks in this process.
 */
final class Seen {
    private static final ConcurrentLinkedQueue<Object> SEEN = new ConcurrentLinkedQueue<>();

    private Seen() {}

    static <T> T add(T record) {
        SEEN.add(record);
        return record;
    }

    /** Everything since this was asked last. */
    static List<Object> take() {
        List<Object> all = new ArrayList<>();
        for (Object record = SEEN.poll(); record != null; record = SEEN.poll()) {
            all.add(record);
        }
        return all;
    }
}
