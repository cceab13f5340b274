package dev.millrace;

import dev.millrace.batch.BatchSteps;
import dev.millrace.batch.LoopSettings;
import dev.millrace.connector.Clock;
import dev.millrace.engine.Engine;
import dev.millrace.engine.KeptSettings;
import dev.millrace.log.SyncPolicy;
import dev.millrace.serde.Serdes;
import dev.millrace.storage.CheckpointStorage;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a builder collected, checked.
 *
 * @param storage opens the checkpoint where it isn't a directory of this machine's alone
 */
record ContextSettings(
        LoopSettings loop,
        int threads,
        @Nullable CheckpointLocation checkpoint,
        @Nullable Supplier<CheckpointStorage> storage,
        SyncPolicy syncPolicy,
        Duration stopTimeout,
        Clock clock,
        BatchSteps steps,
        PrintStream printStream,
        @Nullable EngineOpening engine,
        Serdes serdes,
        KeptSettings kept,
        @Nullable Executor snapshotExecutor,
        boolean portable,
        ReceiverSettings receivers,
        @Nullable Executor receiverExecutor) {
    /** Opens an engine of another kind than the embedded one. */
    @FunctionalInterface
    interface EngineOpening {
        /** An engine on a checkpoint's storage, or null, for functions that are written in these classes. */
        Engine open(@Nullable CheckpointStorage storage, Set<String> functionClasses);
    }

    /** What a commit survives where that is less than a power loss. */
    String durability() {
        return syncPolicy instanceof SyncPolicy.EveryCommit
                ? ""
                : "survives the death of the process only: the sync policy is " + syncPolicy;
    }
}
