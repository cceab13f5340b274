package dev.millrace.batch;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.storage.CheckpointStorage;
import dev.millrace.storage.StoredObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The batch log of a checkpoint: objects with dense numbers, each of a few records that are durable together. An append
 * creates the object with the next number, which must be absent: who has not seen all that was appended cannot append.
 * The first that a driver appends, its claim, is what its predecessor would append next, and stays for ever: a fence.
 * Without a storage it only follows what happens. Owned by the batch loop's thread.
 */
final class BatchLog {
    static final String PREFIX = "batches/";
    private static final int COMPACT_AFTER_OBJECTS = 1024;
    /** How many drivers back one may be asleep and still be noticed when it wakes up. */
    private static final int FENCES_MAX = 4096;
    /** {@code state/operator/batch.group.epoch.attempt}. */
    private static final Pattern DELTA = Pattern.compile("state/.*/(\\d+)\\.\\d+\\.(\\d+)\\.\\d+");

    private final @Nullable CheckpointStorage storage;
    private final BatchHistory history = new BatchHistory();
    private final BatchRecordCodec codec = new BatchRecordCodec();
    private final int compactAfterObjects;
    private final NavigableSet<Long> fences = new TreeSet<>();
    private long oldest = 1;
    private long next = 1;

    private BatchLog(@Nullable CheckpointStorage storage, int compactAfterObjects) {
        this.storage = storage;
        this.compactAfterObjects = compactAfterObjects;
    }

    /** One that keeps nothing, for a context without a checkpoint. */
    static BatchLog inMemory() {
        return new BatchLog(null, COMPACT_AFTER_OBJECTS);
    }

    static BatchLog open(CheckpointStorage storage) {
        return open(storage, COMPACT_AFTER_OBJECTS);
    }

    static BatchLog open(CheckpointStorage storage, int compactAfterObjects) {
        BatchLog log = new BatchLog(storage, compactAfterObjects);
        log.load(storage);
        return log;
    }

    BatchHistory history() {
        return history;
    }

    boolean isDurable() {
        return storage != null;
    }

    /** Appends the records together; durable when this returns. */
    void append(BatchRecord... records) {
        append(List.of(records));
    }

    void append(List<BatchRecord> records) {
        if (storage != null) {
            noteFence(next, records);
            create(storage, records);
        }
        history.apply(records);
    }

    private void noteFence(long number, List<BatchRecord> records) {
        boolean isClaim = !records.isEmpty() && records.get(0) instanceof BatchRecord.Claim;
        if (isClaim && storage != null && !storage.isExclusive()) {
            fences.add(number);
            if (fences.size() > FENCES_MAX) {
                fences.pollFirst();
            }
        }
    }

    /** Names of state files that are there. Asked before the claim: none of them can be of a later epoch. */
    List<String> stateObjects() {
        return storage == null ? List.of() : storage.list("state/");
    }

    /** Deletes those of these that no batch that is done names: what attempts that died left behind. */
    void deleteUnnamed(List<String> stateObjects) {
        Set<String> unnamed = new HashSet<>(stateObjects);
        history.stateFiles().forEach(file -> unnamed.remove(file.object()));
        if (storage != null && !unnamed.isEmpty()) {
            storage.delete(unnamed);
        }
    }

    /** Deletes objects that nothing needs any more. */
    void deleteGarbage() {
        List<String> garbage = history.takeGarbage();
        if (storage != null && !garbage.isEmpty()) {
            storage.delete(garbage);
        }
    }

    /** Whether the log has become long enough to be replaced by its sum. */
    boolean isCompactionDue() {
        return storage != null && next - oldest > compactAfterObjects;
    }

    /** Replaces the log by its sum. */
    void compact() {
        if (storage != null) {
            long summary = next;
            List<BatchRecord> records = history.summary();
            if (!fences.isEmpty()) {
                records.add(new BatchRecord.Fences(List.copyOf(fences)));
            }
            create(storage, records);
            deleteBefore(storage, summary);
            deleteLosers(storage);
        }
    }

    /** What attempts of batches that are done wrote and nobody named; those of a later epoch are another driver's. */
    private void deleteLosers(CheckpointStorage target) {
        Set<String> losers = new HashSet<>();
        for (String object : target.list("state/")) {
            Matcher delta = DELTA.matcher(object);
            if (delta.matches()
                    && Long.parseLong(delta.group(1)) <= history.lastDone()
                    && Long.parseLong(delta.group(2)) <= history.epoch()) {
                losers.add(object);
            }
        }
        history.stateFiles().forEach(file -> losers.remove(file.object()));
        if (!losers.isEmpty()) {
            target.delete(losers);
        }
    }

    private void deleteBefore(CheckpointStorage target, long first) {
        List<String> old = new ArrayList<>();
        for (long number = oldest; number < first; number++) {
            if (!fences.contains(number)) {
                old.add(nameOf(number));
            }
        }
        target.delete(old);
        oldest = first;
    }

    private void create(CheckpointStorage target, List<BatchRecord> records) {
        String name = nameOf(next);
        try {
            target.create(new StoredObject(name, codec.encode(records)));
        } catch (MillraceException failure) {
            if (target.list(name).isEmpty()) {
                throw failure;
            }
            throw new MillraceException(
                    Kind.CONFIGURATION,
                    "the checkpoint was taken over by another driver after epoch " + history.epoch()
                            + ": this one stops. Let only one program at a time use a checkpoint.",
                    failure);
        }
        next++;
    }

    private void load(CheckpointStorage from) {
        List<String> names = from.list(PREFIX);
        if (names.isEmpty()) {
            return;
        }
        long last = numberOf(names.get(names.size() - 1));
        next = last + 1;
        // From the end back to the newest summary: a crash may have brought back what lay before it.
        List<List<BatchRecord>> objects = new ArrayList<>();
        for (int i = names.size() - 1; i >= 0; i--) {
            String name = names.get(i);
            long expected = last - objects.size();
            if (numberOf(name) != expected) {
                throw new MillraceException(
                        Kind.CORRUPT_DATA, "the checkpoint's object '" + nameOf(expected) + "' is missing");
            }
            List<BatchRecord> records = BatchRecordCodec.decode(from.read(name), name);
            objects.add(records);
            oldest = expected;
            if (!records.isEmpty() && records.get(0) instanceof BatchRecord.Summary) {
                noteFences(records);
                dropLeftovers(from, names.subList(0, i));
                break;
            }
            noteFence(expected, records);
        }
        if (oldest != 1 && !(objects.get(objects.size() - 1).get(0) instanceof BatchRecord.Summary)) {
            throw new MillraceException(
                    Kind.CORRUPT_DATA, "the checkpoint's object '" + nameOf(oldest - 1) + "' is missing");
        }
        for (int i = objects.size() - 1; i >= 0; i--) {
            history.apply(objects.get(i));
        }
    }

    private void noteFences(List<BatchRecord> summary) {
        for (BatchRecord record : summary) {
            if (record instanceof BatchRecord.Fences found) {
                fences.addAll(found.numbers());
            }
        }
    }

    private void dropLeftovers(CheckpointStorage from, List<String> names) {
        List<String> leftovers =
                names.stream().filter(name -> !fences.contains(numberOf(name))).toList();
        if (!leftovers.isEmpty()) {
            from.delete(leftovers);
        }
    }

    static String nameOf(long number) {
        String digits = Long.toString(number);
        return PREFIX + "0".repeat(20 - digits.length()) + digits;
    }

    private static long numberOf(String name) {
        try {
            return Long.parseLong(name, PREFIX.length(), name.length(), 10);
        } catch (NumberFormatException e) {
            throw new MillraceException(Kind.CORRUPT_DATA, "'" + name + "' is no object of a batch log", e);
        }
    }

    /** For messages and tests: what an object says. */
    static List<BatchRecord> read(CheckpointStorage storage, String name) {
        ByteBuffer bytes = storage.read(name);
        return BatchRecordCodec.decode(bytes, name);
    }
}
