package dev.millrace.testkit;

import dev.millrace.status.BatchInfo;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** What happened to a program driven by hand, the last of it, for whoever wants to know why a test failed. One thread. */
final class Story {
    private static final int EVENTS_MAX = 40;

    private final Deque<Event> events = new ArrayDeque<>();
    private long forgotten;

    /** {@code batch} is what ran, where that was a batch that had something to do; made text only when somebody asks. */
    private record Event(
            Instant time, String what, @Nullable BatchInfo batch) {
        @Override
        public String toString() {
            if (batch == null) {
                return time + "  " + what;
            }
            String read = batch.recordsBySource().isEmpty() ? "no records" : "read " + batch.recordsBySource();
            return time + "  batch " + batch.batch() + ", " + read
                    + (batch.inDoubt() ? ", again: it was in doubt" : "");
        }
    }

    void tell(Instant time, String what) {
        add(new Event(time, what, null));
    }

    void ran(BatchInfo batch) {
        add(new Event(batch.time(), "", batch));
    }

    private void add(Event event) {
        if (events.size() == EVENTS_MAX) {
            events.removeFirst();
            forgotten++;
        }
        events.addLast(event);
    }

    @Override
    public String toString() {
        StringJoiner lines = new StringJoiner("\n  ");
        lines.add(
                forgotten == 0
                        ? "the program's last events:"
                        : "the program's last events, after " + forgotten + " others:");
        events.forEach(event -> lines.add(event.toString()));
        return lines.toString();
    }
}
