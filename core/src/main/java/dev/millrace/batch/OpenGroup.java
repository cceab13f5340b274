package dev.millrace.batch;

import dev.millrace.batch.AccumulatorTotals.Update;
import dev.millrace.batch.BatchRecord.Seal;
import dev.millrace.batch.Program.SinkEntry;
import dev.millrace.connector.Position;
import dev.millrace.connector.Prepared;
import dev.millrace.connector.Sink;
import dev.millrace.engine.EngineGroup;
import dev.millrace.status.BatchInfo;
import dev.millrace.status.BatchStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Batches that have run and will be done together: their seals, what their sinks will write, what they added. Their state is
 * the engine's. The batch loop's thread owns it.
 */
final class OpenGroup {
    private static final int BATCHES_MAX = 1_000;
    private static final long PREPARED_BYTES_MAX = 64 << 20;

    private final EngineGroup engineGroup;
    private final long beginNanos;
    private final List<Seal> seals = new ArrayList<>();
    private int sealed;
    private final Map<String, Map<String, Position>> positions = new HashMap<>();
    private final List<BatchInfo> ran = new ArrayList<>();
    private final Map<String, Part<?>> parts = new HashMap<>();
    private long preparedBytes;
    private Update totals = Update.NOTHING;

    /** What a sink has to write. */
    record Part<R>(String sink, Sink<R> to, List<R> records) {}

    OpenGroup(EngineGroup engineGroup, long beginNanos) {
        this.engineGroup = engineGroup;
        this.beginNanos = beginNanos;
    }

    EngineGroup engineGroup() {
        return engineGroup;
    }

    /** One more batch begins, whose seal may be durable from an earlier start. */
    void begin(Seal seal, boolean isSealed) {
        seals.add(seal);
        sealed += isSealed ? 1 : 0;
        seal.sources().forEach(source -> {
            Map<String, Position> logs = positions.computeIfAbsent(source.source(), name -> new HashMap<>());
            source.ranges().forEach(range -> logs.put(range.log(), range.until()));
        });
    }

    /** In their order; the last one gives the group its number. */
    List<Seal> seals() {
        return seals;
    }

    Seal last() {
        return seals.get(seals.size() - 1);
    }

    /** Where a log of a source ends in these batches; null if they read nothing of it. */
    @Nullable
    Position position(String source, String log) {
        return positions.getOrDefault(source, Map.of()).get(log);
    }

    /** The seals that aren't durable. */
    List<Seal> unsealed() {
        return seals.subList(sealed, seals.size());
    }

    /** They are durable now. */
    void allSealed() {
        sealed = seals.size();
    }

    boolean isAnySealed() {
        return sealed > 0;
    }

    /** The ranges of all batches so far become durable, before something of them is seen outside. */
    void ensureSealed(LoopParts loop) {
        List<Seal> missing = List.copyOf(unsealed());
        if (!missing.isEmpty()) {
            loop.stop().throwIfNow();
            loop.log().append(List.copyOf(missing));
            allSealed();
            missing.forEach(seal -> loop.observers().step(BatchStep.SEALED, seal.batch()));
        }
    }

    /** Takes what a sink has to write of one batch. */
    @SuppressWarnings("unchecked") // a sink always prepares the same type
    <R> void take(SinkEntry<?> entry, Sink<R> to, List<Prepared<R>> prepared) {
        Part<R> part = (Part<R>)
                parts.computeIfAbsent(entry.name(), name -> new Part<>(name, (Sink<Object>) to, new ArrayList<>()));
        for (Prepared<R> some : prepared) {
            part.records().addAll(some.records());
            preparedBytes += some.bytes();
        }
    }

    /** What the sink of this name has to write; null for nothing. */
    @Nullable
    Part<?> part(String sink) {
        return parts.get(sink);
    }

    /** What accumulators are with all that its batches added. */
    Update totals() {
        return totals;
    }

    void setTotals(Update update) {
        totals = update;
    }

    /** The batch that began last has run. */
    void ran(BatchInfo info) {
        ran.add(info);
    }

    List<BatchInfo> ran() {
        return ran;
    }

    /** Whether it has to end, since with another batch after an interval it would take too long, or too much. */
    boolean isOver(long nowNanos, LoopSettings settings) {
        return nowNanos + settings.batchInterval().toNanos() - beginNanos
                        >= settings.groupUpTo().toNanos()
                || seals.size() >= BATCHES_MAX
                || preparedBytes >= PREPARED_BYTES_MAX;
    }
}
