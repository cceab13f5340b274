package dev.millrace.kinesis.server.store;

import dev.millrace.log.LogCursor;
import dev.millrace.log.SegmentedLog;
import java.util.List;

/** Finds records without an index: by the first record of each segment, then along one segment. */
final class PositionSearch {
    private final SegmentedLog log;

    PositionSearch(SegmentedLog log) {
        this.log = log;
    }

    long firstAtOrAfter(long position) {
        List<Long> segments = log.segmentPositions();
        int segment = segments.size() - 1;
        while (segment > 0 && segments.get(segment) > position) {
            segment--;
        }
        try (LogCursor cursor = log.read(segments.isEmpty() ? log.startPosition() : segments.get(segment))) {
            while (cursor.next()) {
                if (cursor.position() >= position) {
                    return cursor.position();
                }
            }
            return cursor.nextPosition();
        }
    }

    long firstArrivedAtOrAfter(long millis) {
        List<Long> segments = log.segmentPositions();
        int low = 0;
        int high = segments.size() - 1;
        // The last segment that begins before the time, or the first of all.
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (beginsBefore(segments.get(middle), millis)) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        try (LogCursor cursor = log.read(segments.isEmpty() ? log.startPosition() : segments.get(low))) {
            while (cursor.next()) {
                if (RecordFormat.arrivalMillis(cursor.record()) >= millis) {
                    return cursor.position();
                }
            }
            return cursor.nextPosition();
        }
    }

    private boolean beginsBefore(long segmentPosition, long millis) {
        try (LogCursor cursor = log.read(segmentPosition)) {
            return cursor.next() && RecordFormat.arrivalMillis(cursor.record()) < millis;
        }
    }
}
