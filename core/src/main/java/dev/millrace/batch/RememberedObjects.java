package dev.millrace.batch;

import dev.millrace.MillraceException;
import dev.millrace.engine.BatchInputs;
import dev.millrace.serde.Serdes;
import dev.millrace.storage.CheckpointStorage;
import dev.millrace.storage.StoredObject;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Remembered batches in a checkpoint: an object for each batch that is written, which also holds those without records
 * before it. An object counts if its batch is done, and of several under the highest epoch. The loop's thread.
 */
final class RememberedObjects {
    private static final String PREFIX = "remembered/";
    private static final int DELETED_TOGETHER = 32;

    private final CheckpointStorage storage;
    private final RememberedCodec codec;
    private final Deque<Kept> kept = new ArrayDeque<>();
    private final List<RememberedBatch> unwritten = new ArrayList<>();
    private final List<String> garbage = new ArrayList<>();

    RememberedObjects(CheckpointStorage storage, Serdes serdes) {
        this.storage = storage;
        this.codec = new RememberedCodec(serdes);
    }

    /** An object and the newest batch in it. */
    private record Kept(String name, Instant time) {}

    /** The batches that follow each other up to the last that is done, and the time of the one before these. */
    record Found(List<RememberedBatch> batches, Instant forgottenUntil) {}

    /** Deletes all there is, for a program that remembers nothing. */
    static void deleteAll(CheckpointStorage storage) {
        List<String> names = storage.list(PREFIX);
        if (!names.isEmpty()) {
            storage.delete(names);
        }
    }

    Found load(long lastDone, Instant lastDoneTime) {
        TreeMap<Long, String> names = new TreeMap<>();
        for (String name : storage.list(PREFIX)) { // in order, so that the highest epoch of a batch comes last
            long batch = Long.parseLong(name.substring(PREFIX.length(), name.indexOf('.')));
            String older = batch > lastDone ? name : names.put(batch, name);
            if (older != null) {
                garbage.add(older);
            }
        }
        ArrayDeque<RememberedBatch> batches = new ArrayDeque<>();
        Instant next = lastDoneTime;
        boolean isFirst = lastDone == 0;
        for (Map.Entry<Long, String> entry : names.descendingMap().entrySet()) {
            List<RememberedBatch> read = codec.read(storage.read(entry.getValue()), entry.getValue());
            RememberedBatch newest = read.get(read.size() - 1);
            if (isFirst || !newest.time().equals(next)) {
                garbage.add(entry.getValue()); // batches came after it that nobody remembered
                continue;
            }
            for (int i = read.size() - 1; i >= 0; i--) {
                batches.addFirst(read.get(i));
            }
            kept.addFirst(new Kept(entry.getValue(), newest.time()));
            next = read.get(0).previous();
            isFirst = entry.getKey() == 1;
        }
        return new Found(List.copyOf(batches), isFirst ? Instant.MIN : next);
    }

    /** The batch is durable when this returns, unless it has no records: then it is with the next that has. */
    void add(RememberedBatch batch, BatchInputs of, boolean isIdle) {
        unwritten.add(batch);
        if (isIdle) {
            return;
        }
        deleteGarbage(DELETED_TOGETHER);
        String name = PREFIX + String.format(Locale.ROOT, "%019d.%019d", of.batch(), of.epoch());
        try {
            storage.create(new StoredObject(name, codec.write(unwritten)));
        } catch (MillraceException e) {
            throw new MillraceException(e.kind(), "batch " + of.batch() + " can't be remembered: " + e.getMessage(), e);
        }
        unwritten.clear();
        kept.addLast(new Kept(name, batch.time()));
    }

    /**
     * Nothing up to this time is asked for any more. It is deleted with a later batch: until this one is done it may have to
     * run again, and then asks for what it asked for now.
     */
    void forget(Instant until) {
        while (!kept.isEmpty() && !kept.getFirst().time().isAfter(until)) {
            garbage.add(kept.removeFirst().name());
        }
        unwritten.removeIf(batch -> !batch.time().isAfter(until));
    }

    /** After the start: deletes what nothing asks for, not even a batch that is run again. */
    void tidy(Instant until) {
        forget(until);
        deleteGarbage(1);
    }

    private void deleteGarbage(int atLeast) {
        if (garbage.size() >= atLeast) {
            storage.delete(garbage);
            garbage.clear();
        }
    }
}
