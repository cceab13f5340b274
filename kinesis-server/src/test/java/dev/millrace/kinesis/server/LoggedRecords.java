package dev.millrace.kinesis.server;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Everything that is logged by anybody while it is open, from a level on: as a warning or worse unless said otherwise. But for Vert.x's remark that a
 * thread was held up, which a busy machine brings about as well.
 */
final class LoggedRecords implements AutoCloseable {
    private static final Logger ROOT = Logger.getLogger("");

    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final Level from;
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= from.intValue()
                    && !String.valueOf(record.getLoggerName()).endsWith(".BlockedThreadChecker")) {
                messages.add(record.getLoggerName() + ": " + record.getMessage() + " " + record.getThrown());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    LoggedRecords() {
        this(Level.WARNING);
    }

    LoggedRecords(Level from) {
        this.from = from;
        ROOT.addHandler(handler);
    }

    List<String> messages() {
        return messages;
    }

    @Override
    public void close() {
        ROOT.removeHandler(handler);
    }
}
