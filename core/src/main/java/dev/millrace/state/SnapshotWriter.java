package dev.millrace.state;

import dev.millrace.MillraceException;
import dev.millrace.serde.Serdes;
import dev.millrace.storage.CheckpointStorage;
import dev.millrace.storage.StateFile;
import dev.millrace.storage.StoredObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
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
    private CompletableFuture<?> underWay = CompletableFuture.completedFuture(null);

    SnapshotWriter(Serdes serdes, CheckpointStorage storage, Executor background) {
        this.serdes = serdes;
        this.storage = storage;
        this.background = background;
    }

    /** The snapshots that have become durable since the last call; a failed one fails the batch that asks. */
    List<StateFile> takeFinished() {
        Throwable failure =
                underWay.isDone() ? underWay.handle((nothing, thrown) -> thrown).join() : null;
        if (failure != null) {
            throw failed(failure);
        }
        StateFile file = finished.getAndSet(null);
        return file == null ? List.of() : List.of(file);
    }

    private static MillraceException failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        MillraceException.Kind kind =
                cause instanceof MillraceException known ? known.kind() : MillraceException.Kind.INTERNAL;
        return new MillraceException(kind, "a snapshot of state could not be written: " + cause.getMessage(), cause);
    }

    /** Called when a batch is done, on the batch thread. */
    void beginIfDue(OperatorState state, long batch, long epoch) {
        if (!underWay.isDone() || finished.get() != null) {
            return;
        }
        KeyGroupRange range = state.schedule().due(state.size());
        if (range == null) {
            return;
        }
        state.schedule().began(range);
        List<@Nullable Object[]> groups = new ArrayList<>();
        boolean immutable = true;
        for (int keyGroup = range.first(); keyGroup < range.until(); keyGroup++) {
            @Nullable Object[] entries = state.group(keyGroup).copyEntries();
            groups.add(entries);
            immutable &= isImmutable(entries);
        }
        String object = "state/" + state.name() + "/snapshot." + batch + "." + range.first() + "." + epoch;
        String name = state.name();
        int keyGroups = state.keyGroups();
        ByteBuffer encoded = immutable ? null : encode(name, keyGroups, batch, range, groups);
        underWay = CompletableFuture.runAsync(
                () -> {
                    ByteBuffer content = encoded == null ? encode(name, keyGroups, batch, range, groups) : encoded;
                    storage.create(new StoredObject(object, content));
                    finished.set(DeltaWriter.file(name, StateFile.Kind.SNAPSHOT, batch, range, object, content));
                },
                background);
    }

    private boolean isImmutable(@Nullable Object[] entries) {
        for (@Nullable Object entry : entries) {
            if (!serdes.isImmutable(entry)) {
                return false;
            }
        }
        return true;
    }

    private ByteBuffer encode(
            String operator, int keyGroups, long batch, KeyGroupRange range, List<@Nullable Object[]> groups) {
        StateFormat.Writer writer = new StateFormat.Writer(serdes, operator, StateFile.Kind.SNAPSHOT, batch, keyGroups);
        for (int i = 0; i < groups.size(); i++) {
            @Nullable Object[] entries = groups.get(i);
            if (entries.length > 0) {
                writer.begin(range.first() + i);
                for (int e = 0; e < entries.length; e += 2) {
                    writer.entry(entries[e], entries[e + 1]);
                }
                writer.end();
            }
        }
        return writer.finish();
    }

    /** Waits until nothing is being written, but not for a storage that hangs. */
    void awaitIdle() {
        underWay.handle((nothing, failure) -> null)
                .completeOnTimeout(null, CLOSE_SECONDS_MAX, TimeUnit.SECONDS)
                .join();
    }
}
