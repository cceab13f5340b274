package dev.millrace.batch;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.BatchRecord.Claim;
import dev.millrace.batch.BatchRecord.Done;
import dev.millrace.batch.BatchRecord.Published;
import dev.millrace.batch.BatchRecord.Registry;
import dev.millrace.batch.BatchRecord.Seal;
import dev.millrace.batch.BatchRecord.SealedSource;
import dev.millrace.batch.BatchRecord.SinkOutputs;
import dev.millrace.batch.BatchRecord.Summary;
import dev.millrace.batch.BatchRecord.Totals;
import dev.millrace.connector.LogRange;
import dev.millrace.connector.Position;
import dev.millrace.storage.StateFile;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the records of the batch log add up to. The same code folds them at a start and follows them while batches run, so
 * each record means one thing. Refuses what cannot follow on what came before. Owned by the batch loop's thread.
 */
final class BatchHistory {
    private long epoch;
    private @Nullable Registry registry;
    private long lastDone;
    private Instant lastTime = Instant.EPOCH;
    private Instant lastDoneTime = Instant.EPOCH;
    private final List<Seal> inDoubt = new ArrayList<>();

    /** Where each log continues after the batches in doubt. */
    private final Map<String, Map<String, Position>> sealedPositions = new HashMap<>();

    private List<SinkOutputs> lastOutputs = List.of();
    private final Map<String, Map<String, Position>> positions = new LinkedHashMap<>();
    private final Map<String, ByteBuffer> totals = new TreeMap<>();
    private StateIndex state = new StateIndex();
    private final List<String> garbage = new ArrayList<>();

    /** Takes up the records of one object. */
    void apply(List<? extends BatchRecord> object) {
        boolean summary = !object.isEmpty() && object.get(0) instanceof Summary;
        for (BatchRecord record : object) {
            if (record instanceof Summary) {
                reset();
            } else if (record instanceof Claim claim) {
                require(claim.epoch() > epoch, "epoch " + claim.epoch() + " is claimed after epoch " + epoch);
                epoch = claim.epoch();
            } else if (record instanceof Registry newRegistry) {
                applyRegistry(newRegistry);
            } else if (record instanceof Seal seal) {
                applySeal(seal);
            } else if (record instanceof Done done) {
                applyDone(done, summary);
            } else if (record instanceof Totals newTotals) {
                newTotals.byName().forEach(this::applyTotal);
            } else if (record instanceof Published published) {
                require(
                        published.batch() == lastDone,
                        "batch " + published.batch() + " was published, not the last one");
                lastOutputs = List.of();
            }
        }
    }

    /** Operators that the new registry doesn't know were dropped. */
    private void applyRegistry(Registry newRegistry) {
        registry = newRegistry;
        positions.clear();
        newRegistry.positions().forEach((source, logs) -> positions.put(source, new LinkedHashMap<>(logs)));
        Set<String> known = new HashSet<>();
        newRegistry.names().forEach(name -> known.add(name.name()));
        for (String operator : state.operators()) {
            if (!known.contains(operator)) {
                state.drop(operator).forEach(file -> garbage.add(file.object()));
            }
        }
    }

    private void applySeal(Seal seal) {
        long before = lastDone + inDoubt.size();
        require(
                inDoubt.isEmpty()
                        || (seal.isGrouped() && seal.group() == inDoubt.get(0).group()),
                "batch " + seal.batch() + " is sealed while another is in doubt");
        require(seal.batch() == before + 1, "batch " + seal.batch() + " is sealed after batch " + before);
        require(
                !seal.isGrouped() || seal.group() == lastDone + 1,
                "batch " + seal.batch() + " is sealed in a group that begins with " + seal.group());
        require(seal.time().isAfter(lastTime), "batch " + seal.batch() + " goes back in time to " + seal.time());
        for (SealedSource source : seal.sources()) {
            for (LogRange range : source.ranges()) {
                checkContinues(source.source(), range);
                sealedPositions
                        .computeIfAbsent(source.source(), name -> new HashMap<>())
                        .put(range.log(), range.until());
            }
        }
        inDoubt.add(seal);
        lastTime = seal.time();
    }

    private void applyDone(Done done, boolean summary) {
        if (summary) {
            lastDone = done.batch();
            lastTime = done.time();
        } else {
            require(
                    !inDoubt.isEmpty() && inDoubt.get(inDoubt.size() - 1).batch() == done.batch(),
                    "batch " + done.batch() + " is done but was not sealed");
            require(done.epoch() == epoch, "batch " + done.batch() + " is done by epoch " + done.epoch());
            sealedPositions.forEach((source, logs) -> positions
                    .computeIfAbsent(source, name -> new LinkedHashMap<>())
                    .putAll(logs));
            lastDone = done.batch();
            forgetSeals();
        }
        lastDoneTime = done.time();
        lastOutputs = done.outputs();
        for (StateFile file : done.stateFiles()) {
            state.add(file).forEach(old -> garbage.add(old.object()));
        }
    }

    private void forgetSeals() {
        inDoubt.clear();
        sealedPositions.clear();
    }

    private void applyTotal(String name, ByteBuffer bytes) {
        if (bytes.hasRemaining()) {
            totals.put(name, bytes);
        } else {
            totals.remove(name);
        }
    }

    /** Whether a range begins where the last one of its log ended. */
    private void checkContinues(String source, LogRange range) {
        Position known = sealedPosition(source, range.log());
        require(
                known == null || known.equals(range.from()),
                "source '" + source + "', log '" + range.log() + "': a range begins at " + range.from()
                        + " where the last one ended at " + known);
    }

    /** The records that, applied to nothing, give this history. */
    List<BatchRecord> summary() {
        List<BatchRecord> records = new ArrayList<>();
        records.add(new Summary());
        records.add(new Claim(epoch));
        if (registry != null) {
            records.add(registry.withPositions(positions));
        }
        records.add(new Done(lastDone, lastDoneTime, epoch, state.live(), lastOutputs));
        if (!totals.isEmpty()) {
            records.add(new Totals(totals));
        }
        records.addAll(inDoubt);
        return records;
    }

    private void reset() {
        epoch = 0;
        registry = null;
        lastDone = 0;
        lastTime = Instant.EPOCH;
        lastDoneTime = Instant.EPOCH;
        forgetSeals();
        lastOutputs = List.of();
        positions.clear();
        totals.clear();
        state = new StateIndex();
    }

    /** Numbers the first batch: a context without checkpoint doesn't begin at 1 each time. */
    void beginAfter(long batch) {
        lastDone = batch;
    }

    void forgetLogs(String source, Set<String> logs) {
        positions.getOrDefault(source, Map.of()).keySet().removeAll(logs);
    }

    long epoch() {
        return epoch;
    }

    @Nullable
    Registry registry() {
        return registry;
    }

    long lastDone() {
        return lastDone;
    }

    /** The time of the last batch that was sealed. */
    Instant lastTime() {
        return lastTime;
    }

    /** The time of the last batch that is done. */
    Instant lastDoneTime() {
        return lastDoneTime;
    }

    /** The batches that were sealed and aren't done: none, one, or those of a group. */
    List<Seal> inDoubt() {
        return Collections.unmodifiableList(inDoubt);
    }

    /** Where a log continues after the last batch that was sealed; null if it is new. */
    @Nullable
    Position sealedPosition(String source, String log) {
        Position sealed = sealedPositions.getOrDefault(source, Map.of()).get(log);
        return sealed == null ? positions.getOrDefault(source, Map.of()).get(log) : sealed;
    }

    /** Staged outputs of the last batch done: nobody knows whether they were published. */
    List<SinkOutputs> lastOutputs() {
        return lastOutputs;
    }

    /** Where each log of a source continues. */
    Map<String, Position> positions(String source) {
        return Collections.unmodifiableMap(positions.getOrDefault(source, Map.of()));
    }

    Map<String, Map<String, Position>> positions() {
        return Collections.unmodifiableMap(positions);
    }

    /** What accumulators have come to, as bytes, by name. */
    Map<String, ByteBuffer> totals() {
        return Collections.unmodifiableMap(totals);
    }

    List<StateFile> stateFiles() {
        return state.live();
    }

    /** Objects that nothing needs any more since the last call. */
    List<String> takeGarbage() {
        if (garbage.isEmpty()) {
            return List.of();
        }
        List<String> taken = List.copyOf(garbage);
        garbage.clear();
        return taken;
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new MillraceException(Kind.CORRUPT_DATA, "batch log: " + message);
        }
    }
}
