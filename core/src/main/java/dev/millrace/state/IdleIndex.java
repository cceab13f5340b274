package dev.millrace.state;

import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * When the places of a key group are to be looked at, because what is there may be idle by then. A place stands in one
 * bucket, that of the time when it was put in; who finds it touched since puts it in again. Times are ms, a bucket holds
 * those of one step. One thread at a time.
 */
final class IdleIndex {
    private static final int[] NONE = {};

    private final long stepMillis;
    private final NavigableMap<Long, Places> buckets = new TreeMap<>();

    /** A bit for each place that stands in a bucket. */
    private long[] standing = {};

    IdleIndex(long stepMillis) {
        this.stepMillis = stepMillis;
    }

    private static final class Places {
        private int[] places = new int[4];
        private int size;

        private void add(int place) {
            if (size == places.length) {
                places = Arrays.copyOf(places, 2 * size);
            }
            places[size++] = place;
        }
    }

    long stepMillis() {
        return stepMillis;
    }

    /** Puts a place in, unless it stands somewhere: then it will be looked at early enough. */
    void add(int place, long touchedMillis) {
        int word = place >> 6;
        if (word >= standing.length) {
            standing = Arrays.copyOf(standing, Math.max(word + 1, 2 * standing.length));
        }
        if ((standing[word] & (1L << place)) == 0) {
            standing[word] |= 1L << place;
            buckets.computeIfAbsent(Math.floorDiv(touchedMillis, stepMillis), bucket -> new Places())
                    .add(place);
        }
    }

    /** Takes out the places that may have been touched before a time, in order. */
    int[] takeBefore(long millis) {
        NavigableMap<Long, Places> over = buckets.headMap(Math.floorDiv(millis - 1, stepMillis), true);
        if (over.isEmpty()) {
            return NONE;
        }
        int[] taken =
                new int[over.values().stream().mapToInt(places -> places.size).sum()];
        int next = 0;
        for (Map.Entry<Long, Places> bucket : over.entrySet()) {
            Places places = bucket.getValue();
            System.arraycopy(places.places, 0, taken, next, places.size);
            next += places.size;
        }
        over.clear();
        Arrays.sort(taken);
        for (int place : taken) {
            standing[place >> 6] &= ~(1L << place);
        }
        return taken;
    }
}
