package dev.millrace.testkit;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/** The logs of a {@link TestSource}: the outside world, which lives on when the program dies. Any thread may call. */
final class TestLogs<T> {
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<String, Log<T>> logs = new TreeMap<>();
    private final List<Map<String, Long>> starts = new ArrayList<>();
    private int incarnation = 1;

    private static final class Log<T> {
        private final List<T> records = new ArrayList<>();
        private long oldest;
        private long committed;
        private boolean ended;
    }

    void append(String name, List<T> records) {
        lock.lock();
        try {
            Log<T> log = logs.computeIfAbsent(name, absent -> new Log<>());
            if (log.ended) {
                throw new IllegalStateException("log '" + name + "' has ended");
            }
            log.records.addAll(records);
        } finally {
            lock.unlock();
        }
    }

    void trim(String name, long position) {
        lock.lock();
        try {
            Log<T> log = log(name);
            if (position > log.records.size()) {
                throw new IllegalArgumentException("log '" + name + "' ends at " + log.records.size());
            }
            log.oldest = Math.max(log.oldest, position);
        } finally {
            lock.unlock();
        }
    }

    void end(String name) {
        lock.lock();
        try {
            log(name).ended = true;
        } finally {
            lock.unlock();
        }
    }

    void recreate() {
        lock.lock();
        try {
            logs.clear();
            incarnation++;
        } finally {
            lock.unlock();
        }
    }

    int incarnation() {
        lock.lock();
        try {
            return incarnation;
        } finally {
            lock.unlock();
        }
    }

    Set<String> names() {
        lock.lock();
        try {
            return new TreeSet<>(logs.keySet());
        } finally {
            lock.unlock();
        }
    }

    long oldest(String name) {
        lock.lock();
        try {
            return log(name).oldest;
        } finally {
            lock.unlock();
        }
    }

    /** One past the newest record; 0 for a log that isn't there. */
    long end(String name, long ifAbsent) {
        lock.lock();
        try {
            Log<T> log = logs.get(name);
            return log == null ? ifAbsent : log.records.size();
        } finally {
            lock.unlock();
        }
    }

    List<T> all(String name) {
        lock.lock();
        try {
            Log<T> log = logs.get(name);
            return log == null ? List.of() : new ArrayList<>(log.records);
        } finally {
            lock.unlock();
        }
    }

    List<T> read(String name, long from, long until) {
        lock.lock();
        try {
            Log<T> log = log(name);
            if (from < log.oldest) {
                throw tooOld(name, from, log.oldest);
            }
            return new ArrayList<>(log.records.subList((int) from, (int) until));
        } finally {
            lock.unlock();
        }
    }

    /** Where a program says it begins; refused where that was trimmed or isn't there yet. */
    void start(Map<String, Long> positions) {
        lock.lock();
        try {
            positions.forEach((name, position) -> {
                Log<T> log = log(name);
                if (position < log.oldest) {
                    throw tooOld(name, position, log.oldest);
                }
                if (position > log.records.size()) {
                    throw new MillraceException(
                            Kind.CONFIGURATION,
                            "log '" + name + "' ends at " + log.records.size() + ", before position " + position);
                }
            });
            starts.add(Map.copyOf(positions));
        } finally {
            lock.unlock();
        }
    }

    List<Map<String, Long>> starts() {
        lock.lock();
        try {
            return List.copyOf(starts);
        } finally {
            lock.unlock();
        }
    }

    void commit(String name, long position, boolean trim) {
        lock.lock();
        try {
            Log<T> log = logs.get(name);
            if (log != null && position <= log.records.size()) {
                log.committed = Math.max(log.committed, position);
                log.oldest = trim ? Math.max(log.oldest, position) : log.oldest;
            }
        } finally {
            lock.unlock();
        }
    }

    Map<String, Long> committed() {
        lock.lock();
        try {
            Map<String, Long> result = new HashMap<>();
            logs.forEach((name, log) -> result.put(name, log.committed));
            return result;
        } finally {
            lock.unlock();
        }
    }

    boolean isFinished(String name, long position) {
        lock.lock();
        try {
            Log<T> log = logs.get(name);
            return log == null || (log.ended && position == log.records.size());
        } finally {
            lock.unlock();
        }
    }

    private Log<T> log(String name) {
        Log<T> log = logs.get(name);
        if (log == null) {
            throw new MillraceException(Kind.CONFIGURATION, "there is no log '" + name + "'");
        }
        return log;
    }

    private static MillraceException tooOld(String name, long position, long oldest) {
        return new MillraceException(
                Kind.CONFIGURATION,
                "position " + position + " of log '" + name + "' is older than what it still has, from " + oldest
                        + ": raise its retention, or begin anew");
    }
}
