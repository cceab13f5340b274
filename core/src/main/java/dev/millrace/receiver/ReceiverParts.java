package dev.millrace.receiver;

import dev.millrace.ReceiverSettings;
import dev.millrace.serde.Serdes;
import dev.millrace.storage.CheckpointStorage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What the receivers of a context work with.
 *
 * @param storage where their block logs lie; null holds what they receive in memory
 * @param executor what runs {@code onStart}, if batches are run by hand: blocks are then cut, and receivers started again,
 *     when a batch asks for records. Null for threads of their own
 */
public record ReceiverParts(
        ReceiverSettings settings,
        Serdes serdes,
        @Nullable CheckpointStorage storage,
        @Nullable Executor executor,
        ReceiverEvents events) {
    /** The same for one of them; {@code streamId} counts the receivers of the context. */
    public record Numbered(int streamId, ReceiverParts parts) {}

    /** Whether what they store can be read again. */
    public static boolean isLogged(ReceiverSettings settings, boolean hasCheckpoint) {
        return hasCheckpoint && settings.blockLog();
    }
}
