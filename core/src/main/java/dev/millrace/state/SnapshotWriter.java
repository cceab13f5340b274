package dev.millrace.state;

import dev.millrace.MillraceException;
import dev.millrace.serde.Serdes;
import dev.millrace.storage.CheckpointStorage;
import dev.millrace.storage.StateFile;
import dev.millrace.storage.StoredObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Writes pieces of state whole, one at a time, beside the batches: the batch thread copies the references of a few key
 * groups after a commit, the background encodes and stores them. Values that a function may change in place are encoded
 * before the next batch can.
 */
final class SnapshotWriter {
    private static final long CLOSE_SECONDS_MAX = 10;

    private final Serdes serdes;
    private final CheckpointStorage storage;
    private final Executor background;
    private final AtomicReference<@Nullable StateFile> finished = new AtomicReference<>();
    private @Nullable StateFile handedOut;
    private @Nullable SnapshotSchedule scheduleUnderWay;
    private long keysUnderWay;
    private CompletableFuture<?> underWay = CompletableFuture.completedFuture(null);

    SnapshotWriter(Serdes serdes, CheckpointStorage storage, Executor background) {
        this.serdes = serdes;
        this.storage = storage;
        this.background = background;
    }

    /**
     * The snapshots that have become durable and that no batch has named; a failed one fails the batch that asks, once.
     */
    List<StateFile> finished() {
        if (underWay.isCompletedExceptionally()) {
            Throwable failure = underWay.handle((nothing, thrown) -> thrown).join();
            underWay = CompletableFuture.completedFuture(null);
            throw failed(failure);
        }
        StateFile file = finished.get();
        handedOut = file;
        return file == null ? List.of() : List.of(file);
    }

    /** The batch under way is done: a restart finds those that it asked for. */
    void named() {
        StateFile file = handedOut;
        if (file != null) {
            finished.compareAndSet(file, null);
            handedOut = null;
            if (scheduleUnderWay != null) {
                scheduleUnderWay.wroteSnapshot(keysUnderWay, file.length());
            }
        }
    }

    /** The batch under way never was: the next one names what it asked for. */
    void notNamed() {
        handedOut = null;
    }

    private static MillraceException failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        MillraceException.Kind kind =
                cause instanceof MillraceException known ? known.kind() : MillraceException.Kind.INTERNAL;
        return new MillraceException(kind, "a snapshot of state could not be written: " + cause.getMessage(), cause);
    }

    /** Begins with a piece of that operator whose deltas weigh most. Batch thread, when a batch is done. */
    void beginIfDue(Collection<OperatorState> operators, long batch, long epoch) {
        if (!underWay.isDone() || underWay.isCompletedExceptionally() || finished.get() != null) {
            return;
        }
        OperatorState chosen = null;
        KeyGroupRange range = null;
        for (OperatorState state : operators) {
            SnapshotSchedule schedule = state.schedule();
            if (chosen == null || schedule.deltaBytes() > chosen.schedule().deltaBytes()) {
                KeyGroupRange due = schedule.due(state.size());
                if (due != null) {
                    chosen = state;
                    range = due;
                }
            }
        }
        if (chosen != null && range != null) {
            begin(chosen, range, batch, epoch);
        }
    }

    private void begin(OperatorState state, KeyGroupRange range, long batch, long epoch) {
        state.schedule().began(range);
        List<KeyEntries> groups = new ArrayList<>();
        boolean immutable = true;
        scheduleUnderWay = state.schedule();
        keysUnderWay = 0;
        for (int keyGroup = range.first(); keyGroup < range.until(); keyGroup++) {
            KeyEntries entries = state.group(keyGroup).copyEntries();
            groups.add(entries);
            keysUnderWay += entries.places();
            immutable = immutable && hasImmutableValues(entries);
        }
        StateFormat.Header header =
                new StateFormat.Header(state.name(), StateFile.Kind.SNAPSHOT, batch, state.keyGroups());
        String object = "state/" + state.name() + "/snapshot." + batch + "." + range.first() + "." + epoch;
        ByteBuffer encoded = immutable ? null : encode(header, range, groups);
        underWay = CompletableFuture.runAsync(
                () -> {
                    ByteBuffer content = encoded == null ? encode(header, range, groups) : encoded;
                    storage.create(new StoredObject(object, content));
                    finished.set(StateFormat.named(header, range, object, content));
                },
                background);
    }

    private boolean hasImmutableValues(KeyEntries entries) {
        for (int place = 0; place < entries.places(); place++) {
            if (!serdes.isImmutable(entries.value(place))) {
                return false;
            }
        }
        return true;
    }

    private ByteBuffer encode(StateFormat.Header header, KeyGroupRange range, List<KeyEntries> groups) {
        PartWriter writer = new PartWriter(serdes, header.operator());
        for (int i = 0; i < groups.size(); i++) {
            KeyEntries entries = groups.get(i);
            if (entries.places() > 0) {
                writer.begin(range.first() + i);
                for (int place = 0; place < entries.places(); place++) {
                    writer.entry(entries.key(place), entries.value(place));
                }
                writer.end();
            }
        }
        return StateFormat.file(serdes, header, List.of(writer.finish(range)));
    }

    /** Waits until nothing is being written, but not for a storage that hangs. */
    void awaitIdle() {
        underWay.handle((nothing, failure) -> null)
                .completeOnTimeout(null, CLOSE_SECONDS_MAX, TimeUnit.SECONDS)
                .join();
    }
}
