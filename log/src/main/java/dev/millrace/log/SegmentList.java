package dev.millrace.log;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The segments of a log in order of position. Readers see an immutable snapshot and take no lock; the writer adds at the
 * end, trimming removes at the front.
 */
final class SegmentList {

    private final ReentrantLock lock = new ReentrantLock();
    private volatile List<Segment> segments;

    SegmentList(List<Segment> segments) {
        this.segments = List.copyOf(segments);
    }

    List<Segment> snapshot() {
        return segments;
    }

    void add(Segment segment) {
        lock.lock();
        try {
            List<Segment> longer = new ArrayList<>(segments);
            longer.add(segment);
            segments = List.copyOf(longer);
        } finally {
            lock.unlock();
        }
    }

    /** Takes out the first ones, whose files are to be deleted. */
    void removeFirst(int count) {
        lock.lock();
        try {
            segments = List.copyOf(segments.subList(count, segments.size()));
        } finally {
            lock.unlock();
        }
    }

    /** How many segments lie wholly before a position. The last one never does: it is the one being written. */
    int countBefore(long position) {
        List<Segment> now = segments;
        int count = 0;
        while (count + 1 < now.size() && now.get(count + 1).base() <= position) {
            count++;
        }
        return count;
    }

    /** Index in a snapshot of the segment that holds a position; -1 if it lies before all of them. */
    static int indexOf(List<Segment> segments, long position) {
        int low = 0;
        int high = segments.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (segments.get(middle).base() <= position) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }
}
