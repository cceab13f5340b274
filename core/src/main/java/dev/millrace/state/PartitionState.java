package dev.millrace.state;

import dev.millrace.MillraceException;
import dev.millrace.plan.IdleTimes;
import dev.millrace.serde.Serdes;
import java.time.Instant;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The key groups that one task changes in one batch. The task's thread uses it, then the batch thread. */
final class PartitionState<K, S> implements KeyedState<K, S> {
    private final OperatorState state;
    private final Serdes serdes;
    private final KeyGroupRange range;
    private final boolean written;
    private final Lookahead lookahead;
    private @Nullable EncodedPart changes;
    private boolean finished;

    /** The key that was asked for last, its hash and its table: it is mostly asked for again. */
    private @Nullable Object lastKey;

    private int hash;
    private @Nullable KeyGroupTable table;

    PartitionState(OperatorState state, KeyGroupRange range, boolean written) {
        this.state = state;
        this.serdes = state.serdes();
        this.range = range;
        this.written = written;
        this.lookahead = new Lookahead(state);
    }

    KeyGroupRange range() {
        return range;
    }

    /** The table of a key; {@link #hash} is the key's then. */
    private KeyGroupTable tableOf(@Nullable Object key) {
        KeyGroupTable known = table;
        if (known != null && key != null && key == lastKey && !finished) {
            return known;
        }
        hash = serdes.hash(key);
        int keyGroup = KeyGroupRange.keyGroupOf(hash, state.keyGroups());
        if (finished || !range.contains(keyGroup)) {
            throw new MillraceException(
                    MillraceException.Kind.INTERNAL,
                    "key " + key + " of key group " + keyGroup + " came to the task of " + range
                            + (finished ? " after its end" : ""));
        }
        known = state.group(keyGroup);
        table = known;
        lastKey = key;
        return known;
    }

    @Override
    public void lookAhead(@Nullable Object[] keys, int count) {
        lookahead.at(keys, count);
    }

    @Override
    @SuppressWarnings("unchecked") // one operator's state always has the same types
    public @Nullable S get(K key) {
        return (S) tableOf(key).get(key, hash);
    }

    @Override
    public void put(K key, S value) {
        tableOf(key).put(key, hash, value);
    }

    @Override
    public void remove(K key) {
        tableOf(key).remove(key, hash);
    }

    @Override
    public int hash(K key) {
        return serdes.hash(key);
    }

    @Override
    @SuppressWarnings("unchecked") // one operator's state always has the same types
    public void visitAll(Visitor<K, S> visitor) throws Exception {
        for (int group = range.first(); group < range.until(); group++) {
            state.group(group).visitAll((Visitor<@Nullable Object, Object>) visitor);
        }
    }

    @Override
    @SuppressWarnings("unchecked") // as above
    public void visitIdle(IdleTimes idle, Instant time, Visitor<K, S> visitor) throws Exception {
        for (int group = range.first(); group < range.until(); group++) {
            state.group(group).visitIdle(idle, time, (Visitor<@Nullable Object, Object>) visitor);
        }
    }

    @Override
    @SuppressWarnings("unchecked") // as above
    public void forEach(BiConsumer<K, S> look) {
        for (int group = range.first(); group < range.until(); group++) {
            state.group(group).forEach((key, value) -> look.accept((K) key, (S) value));
        }
    }

    @Override
    public long size() {
        long size = 0;
        for (int group = range.first(); group < range.until(); group++) {
            size += state.group(group).size();
        }
        return size;
    }

    @Override
    public void finish() {
        if (finished) {
            throw new IllegalStateException("the task of " + range + " of '" + state.name() + "' ended twice");
        }
        finished = true;
        if (written) {
            changes = encode();
        }
    }

    private @Nullable EncodedPart encode() {
        PartWriter writer = null;
        int first = -1;
        int last = -1;
        for (int keyGroup = range.first(); keyGroup < range.until(); keyGroup++) {
            KeyGroupTable group = state.group(keyGroup);
            if (group.touchedKeys() > 0) {
                if (writer == null) {
                    writer = new PartWriter(serdes, state.name());
                    first = keyGroup;
                }
                last = keyGroup;
                writer.begin(keyGroup);
                group.forEachTouched(writer::entry);
                writer.end();
            }
        }
        return writer == null ? null : writer.finish(new KeyGroupRange(first, last + 1));
    }

    /** What the task encoded; null if it changed nothing. */
    @Nullable
    EncodedPart changes() {
        if (!finished) {
            throw new IllegalStateException("the task of " + range + " of '" + state.name() + "' hasn't ended");
        }
        return changes;
    }
}
