package dev.millrace.state;

import dev.millrace.MillraceException;
import dev.millrace.plan.StatefulSpec;
import dev.millrace.serde.Serdes;
import dev.millrace.storage.CheckpointStorage;
import dev.millrace.storage.StateFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The state of all operators: in memory, and in a checkpoint's storage where there is one. */
public final class OperatorStates implements StateStore {
    private final Serdes serdes;
    private final @Nullable CheckpointStorage storage;
    private final @Nullable SnapshotWriter snapshots;
    private final Crew restorers;
    private final Map<String, OperatorState> operators = new LinkedHashMap<>();

    /** The operators again, for whoever asks from another thread. */
    private volatile List<OperatorState> known = List.of();

    private @Nullable KeyGroupRange owned;
    private long batch;
    private long epoch;
    private int attempt;
    private boolean staged;

    /** The first batch of the group under way, or 0. */
    private long groupFirst;

    private boolean lost;

    private OperatorStates(
            Serdes serdes, @Nullable CheckpointStorage storage, @Nullable SnapshotWriter snapshots, Crew restorers) {
        this.serdes = serdes;
        this.storage = storage;
        this.snapshots = snapshots;
        this.restorers = restorers;
    }

    /** State that lives as long as this object: its keys and values may be of any class. */
    public static OperatorStates inMemory(Serdes serdes) {
        return new OperatorStates(serdes.withinThisJvm(), null, null, Crew.alone());
    }

    /**
     * State that is written down; {@code background} encodes and writes the snapshots, in order. The caller's thread alone
     * restores.
     */
    public static OperatorStates durable(Serdes serdes, CheckpointStorage storage, Executor background) {
        SnapshotWriter snapshots = new SnapshotWriter(serdes, storage, background);
        return new OperatorStates(serdes, storage, snapshots, Crew.alone());
    }

    /**
     * The same with a thread of its own for the snapshots, which lives while there are some to write, and so many threads
     * for a restore. Their names begin with {@code name}.
     */
    public static OperatorStates durable(Serdes serdes, CheckpointStorage storage, String name, int restoreThreads) {
        ThreadPoolExecutor background =
                new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(1), task -> {
                    Thread thread = new Thread(task, name + "-snapshots");
                    thread.setDaemon(true);
                    return thread;
                });
        background.allowCoreThreadTimeOut(true);
        SnapshotWriter snapshots = new SnapshotWriter(serdes, storage, background);
        return new OperatorStates(serdes, storage, snapshots, new Crew(name + "-restore", restoreThreads));
    }

    @Override
    public void restore(long batch, List<StateFile> files) {
        restore(files, null);
    }

    /** Takes up no more than these key groups of every operator: what one task on an executor owns. */
    public void restore(List<StateFile> files, @Nullable KeyGroupRange groups) {
        owned = groups;
        operators.clear();
        lost = false;
        if (files.isEmpty()) {
            return;
        }
        if (storage == null) {
            throw new IllegalStateException("state in memory is never restored");
        }
        operators.putAll(new StateRestore(serdes, storage, restorers, groups).restore(files));
        known = List.copyOf(operators.values());
    }

    @Override
    public void begin(long batch, long epoch, int attempt) {
        if (lost) {
            throw new MillraceException(
                    MillraceException.Kind.INTERNAL,
                    "batch " + batch + " can't begin: the state was lost with an aborted batch and wasn't restored");
        }
        operators.values().forEach(OperatorState::begin);
        this.batch = batch;
        this.epoch = epoch;
        this.attempt = attempt;
        this.staged = false;
    }

    @Override
    public void beginGroup(long first) {
        groupFirst = first;
    }

    @Override
    public void endGroup(long last) {
        batch = last;
    }

    private boolean isGrouping() {
        return groupFirst != 0;
    }

    @Override
    public int keyGroup(@Nullable Object key, int keyGroups) {
        return KeyGroupRange.keyGroupOf(serdes.hash(key), keyGroups);
    }

    @Override
    public boolean isNew(StatefulSpec<?, ?, ?, ?> spec) {
        return !operators.containsKey(spec.name());
    }

    @Override
    public <K, S> KeyedState<K, S> open(StatefulSpec<K, ?, S, ?> spec, int partition, int partitions) {
        OperatorState state = operators.computeIfAbsent(
                spec.name(), name -> new OperatorState(name, spec.keyGroups(), ownedOf(spec), serdes, batch));
        if (state.keyGroups() != spec.keyGroups()) {
            throw new MillraceException(
                    MillraceException.Kind.CONFIGURATION,
                    "the state of '" + spec.name() + "' is kept in " + state.keyGroups() + " key groups and the program"
                            + " asks for " + spec.keyGroups()
                            + ": the number is fixed for the life of a checkpoint. Set"
                            + " it back, or start with a new checkpoint directory");
        }
        boolean written = storage != null && !isGrouping();
        return state.open(KeyGroupRange.of(spec.keyGroups(), partition, partitions), written);
    }

    private KeyGroupRange ownedOf(StatefulSpec<?, ?, ?, ?> spec) {
        return owned == null ? new KeyGroupRange(0, spec.keyGroups()) : owned;
    }

    @Override
    public List<StateFile> stage() {
        if (storage == null || snapshots == null) {
            return List.of();
        }
        List<StateFile> files = new ArrayList<>(snapshots.finished());
        DeltaWriter deltas = new DeltaWriter(serdes, batch, epoch, attempt);
        for (OperatorState state : operators.values()) {
            deltas.add(state, isGrouping() ? state.encodeTouched() : state.changes());
        }
        deltas.createIn(storage);
        files.addAll(deltas.files());
        staged = true;
        return files;
    }

    @Override
    public Map<String, Long> keysByOperator() {
        Map<String, Long> keys = new HashMap<>();
        known.forEach(state -> keys.put(state.name(), state.size()));
        return keys;
    }

    @Override
    public void commit() {
        if (storage != null && !staged && operators.values().stream().anyMatch(OperatorState::isTouched)) {
            throw new MillraceException(
                    MillraceException.Kind.INTERNAL, "batch " + batch + " changed state that was not staged");
        }
        operators.values().forEach(OperatorState::commit);
        groupFirst = 0;
        if (known.size() != operators.size()) {
            known = List.copyOf(operators.values());
        }
        if (snapshots != null) {
            snapshots.named();
            snapshots.beginIfDue(operators.values(), batch, epoch);
        }
    }

    @Override
    public void abort() {
        if (snapshots != null) {
            snapshots.notNamed();
        }
        long first = isGrouping() ? groupFirst : batch;
        groupFirst = 0;
        operators.values().removeIf(state -> state.bornIn() >= first);
        for (OperatorState state : operators.values()) {
            if (!state.canUndo()) {
                lost = true;
                operators.clear();
                return;
            }
        }
        operators.values().forEach(OperatorState::undo);
    }

    @Override
    public void close() {
        if (snapshots != null) {
            snapshots.awaitIdle();
        }
    }
}
