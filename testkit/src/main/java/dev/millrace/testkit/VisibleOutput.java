package dev.millrace.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/** Records in the world outside, by batch, sink and partition. Any thread may call. */
final class VisibleOutput<T> {
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<Long, TreeMap<Place, List<T>>> batches = new TreeMap<>();

    /** What is written once for each batch; one sink object may serve two outputs under two names. */
    private record Place(String sink, int partition) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int bySink = sink.compareTo(other.sink);
            return bySink != 0 ? bySink : Integer.compare(partition, other.partition);
        }
    }

    private final List<Arrival<T>> untaken = new ArrayList<>();

    /** A record and the batch that wrote it. */
    record Seen<T>(long batch, T record) {}

    private record Arrival<T>(long batch, Place place, List<T> records) implements Comparable<Arrival<T>> {
        @Override
        public int compareTo(Arrival<T> other) {
            int byBatch = Long.compare(batch, other.batch);
            return byBatch != 0 ? byBatch : place.compareTo(other.place);
        }
    }

    /** Adds to what is there: whoever calls twice has doubled it. */
    void append(String sink, long batch, int partition, List<T> records) {
        lock.lock();
        try {
            untaken.add(new Arrival<>(batch, new Place(sink, partition), records));
            batches.computeIfAbsent(batch, absent -> new TreeMap<>())
                    .computeIfAbsent(new Place(sink, partition), absent -> new ArrayList<>())
                    .addAll(records);
        } finally {
            lock.unlock();
        }
    }

    /** What was added since the last call, by batch, sink and partition, in which order ever that was. */
    List<Seen<T>> take() {
        lock.lock();
        try {
            List<Seen<T>> taken = new ArrayList<>();
            untaken.stream()
                    .sorted()
                    .forEach(arrival ->
                            arrival.records().forEach(record -> taken.add(new Seen<>(arrival.batch(), record))));
            untaken.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    boolean has(String sink, long batch, int partition) {
        lock.lock();
        try {
            TreeMap<Place, List<T>> partitions = batches.get(batch);
            return partitions != null && partitions.containsKey(new Place(sink, partition));
        } finally {
            lock.unlock();
        }
    }

    /** The newest batch of which this sink has a partition here, 0 if there is none. */
    long lastBatch(String sink) {
        lock.lock();
        try {
            for (Map.Entry<Long, TreeMap<Place, List<T>>> batch :
                    batches.descendingMap().entrySet()) {
                if (batch.getValue().keySet().stream()
                        .anyMatch(place -> place.sink().equals(sink))) {
                    return batch.getKey();
                }
            }
            return 0;
        } finally {
            lock.unlock();
        }
    }

    List<T> batch(long batch) {
        lock.lock();
        try {
            TreeMap<Place, List<T>> partitions = batches.get(batch);
            return partitions == null
                    ? List.of()
                    : partitions.values().stream().flatMap(List::stream).toList();
        } finally {
            lock.unlock();
        }
    }

    /** Batches of which there is at least one record. */
    SortedMap<Long, List<T>> batches() {
        lock.lock();
        try {
            TreeMap<Long, List<T>> result = new TreeMap<>();
            batches.forEach((batch, partitions) -> {
                List<T> records =
                        partitions.values().stream().flatMap(List::stream).toList();
                if (!records.isEmpty()) {
                    result.put(batch, records);
                }
            });
            return result;
        } finally {
            lock.unlock();
        }
    }
}
