package dev.millrace.batch;

import dev.millrace.connector.Clock;
import dev.millrace.engine.Engine;
import dev.millrace.receiver.ReceiverParts;
import dev.millrace.storage.CheckpointStorage;
import org.jspecify.annotations.Nullable;

/**
 * All that a batch loop knows of the world.
 *
 * @param engine what runs the plans; the loop closes it
 * @param storage where the checkpoint lies, or null; the loop closes it
 * @param durability what a commit survives where that is less than a power loss, for the status; else empty
 * @param accumulators what the program adds up beside its batches
 * @param receivers what receivers work with
 */
public record LoopWorld(
        Clock clock,
        Engine engine,
        @Nullable CheckpointStorage storage,
        String durability,
        Observers observers,
        AccumulatorTotals accumulators,
        ReceiverParts receivers) {}
