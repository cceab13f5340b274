package dev.millrace.batch;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.engine.Accumulation;
import dev.millrace.engine.Addition;
import dev.millrace.engine.Summing;
import dev.millrace.serde.Serdes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The accumulators of a context and what they have come to with the last batch that is done. Asking and registering may be
 * done by any thread; the rest belongs to the batch loop's.
 */
public final class AccumulatorTotals {
    private final List<Entry> entries = new CopyOnWriteArrayList<>();
    private final TotalBytes bytes;
    private final Set<Entry> unsaved = new HashSet<>();
    private volatile Map<String, ByteBuffer> stored = Map.of();

    public AccumulatorTotals(Serdes serdes) {
        this.bytes = new TotalBytes(serdes);
    }

    private static final class Entry {
        private final Accumulation accumulation;
        private volatile Object total;

        private Entry(Accumulation accumulation, Object total) {
            this.accumulation = accumulation;
            this.total = total;
        }
    }

    /** What the accumulators are with one more batch. */
    static final class Update {
        static final Update NOTHING = new Update();

        private final Map<Entry, Object> totals = new LinkedHashMap<>();

        boolean isEmpty() {
            return totals.isEmpty();
        }
    }

    /**
     * A new accumulator, which goes on where the checkpoint says that one of this name was.
     *
     * @throws MillraceException CONFIGURATION where the name is taken or stands for something else in the checkpoint
     */
    public Accumulation register(String name, Summing summing) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("an accumulator wants a name");
        }
        synchronized (entries) {
            for (Entry other : entries) {
                if (other.accumulation.name().equals(name)) {
                    throw new MillraceException(
                            Kind.CONFIGURATION,
                            "accumulator '" + name
                                    + "': the name is taken; names are unique in a program. Keep what the"
                                    + " first call gave");
                }
            }
            Accumulation accumulation = new Accumulation(entries.size(), name, summing);
            entries.add(new Entry(accumulation, beginning(accumulation)));
            return accumulation;
        }
    }

    private Object beginning(Accumulation accumulation) {
        ByteBuffer known = stored.get(accumulation.name());
        return known == null ? accumulation.summing().zero() : bytes.decode(accumulation, known);
    }

    /** What it has come to with the last batch that is done. */
    public Object total(Accumulation accumulation) {
        return entries.get(accumulation.number()).total;
    }

    /** Whether an accumulator is of this context. */
    @SuppressWarnings("ReferenceEquality") // those of two contexts may be equal
    public boolean has(Accumulation accumulation) {
        return accumulation.number() < entries.size()
                && entries.get(accumulation.number()).accumulation == accumulation;
    }

    /** Goes on where a checkpoint stands. */
    void restore(Map<String, ByteBuffer> totals) {
        synchronized (entries) {
            stored = Map.copyOf(totals);
            for (Entry entry : entries) {
                entry.total = beginning(entry.accumulation);
            }
        }
    }

    /** What the totals are with these additions after those of an update that isn't committed; nothing is changed yet. */
    Update with(Update before, List<Addition> additions) {
        Update update = new Update();
        update.totals.putAll(before.totals);
        // In the order of their keys, so that fractions, and whatever else has an order, come to the same each time.
        Map<Addition.Key, Addition> inOrder = new TreeMap<>();
        additions.forEach(addition -> inOrder.merge(addition.key(), addition, Addition::furthest));
        inOrder.values().forEach(addition -> {
            Entry entry = entries.get(addition.accumulator());
            Summing summing = entry.accumulation.summing();
            Object sum = update.totals.get(entry);
            update.totals.put(entry, summing.merge(sum == null ? copy(entry) : sum, addition.value()));
        });
        return update;
    }

    /** What merging may change. */
    private static Object copy(Entry entry) {
        Summing summing = entry.accumulation.summing();
        return summing instanceof Summing.OfValues ? summing.merge(summing.zero(), entry.total) : entry.total;
    }

    /** What the checkpoint has to know of an update, and of what idle batches added before it. */
    BatchRecord.Totals toStore(Update update) {
        Map<String, ByteBuffer> byName = new HashMap<>();
        for (Entry entry : unsaved) {
            byName.put(entry.accumulation.name(), bytes.encode(entry.accumulation, entry.total));
        }
        update.totals.forEach(
                (entry, total) -> byName.put(entry.accumulation.name(), bytes.encode(entry.accumulation, total)));
        return new BatchRecord.Totals(byName);
    }

    /** The batch is done, and the checkpoint knows of the update if {@code isStored}. */
    void commit(Update update, boolean isStored) {
        update.totals.forEach((entry, total) -> entry.total = total);
        if (isStored) {
            unsaved.clear();
        } else {
            unsaved.addAll(update.totals.keySet());
        }
    }

    /** Whether idle batches added something that the checkpoint doesn't know. */
    boolean hasUnsaved() {
        return !unsaved.isEmpty();
    }

    /** Of the names that are dropped those which the checkpoint has a total of. */
    static List<String> forgotten(Map<String, ByteBuffer> totals, Set<String> dropped) {
        List<String> forgotten = new ArrayList<>();
        for (String name : totals.keySet()) {
            if (dropped.contains(name)) {
                forgotten.add(name);
            }
        }
        return forgotten;
    }
}
