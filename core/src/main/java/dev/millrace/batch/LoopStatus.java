package dev.millrace.batch;

import dev.millrace.MillraceException;
import dev.millrace.batch.BatchRecord.Seal;
import dev.millrace.batch.BatchRecord.SealedSource;
import dev.millrace.connector.Position;
import dev.millrace.connector.ReceiverSource;
import dev.millrace.connector.ReplayableSource;
import dev.millrace.receiver.ReceiverParts;
import dev.millrace.receiver.ReceiverReader;
import dev.millrace.status.BatchInfo;
import dev.millrace.status.OutputStatus;
import dev.millrace.status.Recovery;
import dev.millrace.status.Retrying;
import dev.millrace.status.RunningCode;
import dev.millrace.status.SourceStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What a loop can say of itself: written by its thread, read by any. */
public final class LoopStatus {
    private final Program program;
    private final LoopSettings settings;
    private final LoopWorld world;
    private final Progress progress;
    private final RetryDesk retries;
    private final List<OutputStatus> outputs;
    private final boolean receiversAreLogged;
    private final Map<String, SourceCounts> sources = new ConcurrentHashMap<>();
    private volatile List<SourceDesk<?>> desks = List.of();
    private volatile Recovery recovery = Recovery.none();

    LoopStatus(Program program, LoopSettings settings, LoopWorld world, Progress progress, RetryDesk retries) {
        this.program = program;
        this.settings = settings;
        this.world = world;
        this.progress = progress;
        this.retries = retries;
        boolean hasCheckpoint = world.storage() != null;
        this.receiversAreLogged = ReceiverParts.isLogged(world.receivers().settings(), hasCheckpoint);
        this.outputs = Guarantees.of(program, hasCheckpoint, receiversAreLogged, world.durability());
    }

    void reads(List<SourceDesk<?>> opened) {
        desks = opened;
    }

    void forgotten(String source, Set<String> logs) {
        counts(source).positions.keySet().removeAll(logs);
    }

    void opened(Recovery found, BatchHistory history) {
        recovery = found;
        program.sources().forEach(source -> counts(source.name()).positions.putAll(history.positions(source.name())));
    }

    Recovery published(int outputsPublished) {
        Recovery r = recovery;
        recovery = new Recovery(
                r.fresh(),
                r.epoch(),
                r.lastBatchDone(),
                r.inDoubtBatch(),
                r.lastInDoubtBatch(),
                outputsPublished,
                r.added(),
                r.removed());
        return recovery;
    }

    void done(BatchInfo info, Seal seal) {
        for (SealedSource sealed : seal.sources()) {
            SourceCounts counts = counts(sealed.source());
            long records = info.recordsBySource().getOrDefault(sealed.source(), 0L);
            counts.records.addAndGet(Math.max(0, records));
            counts.badRecords.addAndGet(info.badRecordsBySource().getOrDefault(sealed.source(), 0L));
            sealed.ranges().forEach(range -> counts.positions.put(range.log(), range.until()));
        }
    }

    private SourceCounts counts(String source) {
        return sources.computeIfAbsent(source, name -> new SourceCounts());
    }

    public Recovery recovery() {
        return recovery;
    }

    public List<OutputStatus> outputs() {
        return outputs;
    }

    public List<SourceStatus> sources() {
        List<SourceStatus> statuses = new ArrayList<>();
        program.sources().forEach(source -> {
            SourceCounts counts = counts(source.name());
            Map<String, String> printable = new HashMap<>();
            counts.positions.forEach((log, position) -> printable.put(log, position.toString()));
            boolean replayable = source.source() instanceof ReplayableSource
                    || (source.source() instanceof ReceiverSource && receiversAreLogged);
            SourceDesk<?> desk = desk(source.name());
            ReceiverReader<?> receiver = desk == null ? null : desk.receiver();
            statuses.add(new SourceStatus(
                    source.name(),
                    replayable,
                    counts.records.get(),
                    counts.badRecords.get(),
                    desk == null ? 0 : desk.reader().lost(),
                    printable,
                    desk == null ? Map.of() : desk.reader().lag(),
                    receiver == null ? null : receiver.status()));
        });
        return statuses;
    }

    private @Nullable SourceDesk<?> desk(String source) {
        for (SourceDesk<?> desk : desks) {
            if (desk.name().equals(source)) {
                return desk;
            }
        }
        return null;
    }

    /** How an error that ended the loop is to be told; null if nothing is known of where it was thrown. */
    public @Nullable MillraceException failureOf(Error thrown) {
        return progress.failureOf(thrown);
    }

    public long batchesDone() {
        return progress.batchesDone();
    }

    public long idleBatches() {
        return progress.idleBatches();
    }

    public @Nullable BatchInfo lastBatch() {
        return progress.lastBatch();
    }

    public long pendingBatches() {
        return progress.pendingBatches();
    }

    public long listenerEventsDropped() {
        return world.observers().eventsDropped();
    }

    public List<Retrying> retrying() {
        return retries.retrying();
    }

    /**
     * What has been running for longer than the hang timeout, or null; {@code threads} are those that may run it. What is
     * being tried again doesn't hang: {@link #retrying} names it.
     */
    public @Nullable RunningCode hanging(UserFrames threads) {
        String what = progress.running();
        if (what == null || !retries.retrying().isEmpty()) {
            return null;
        }
        Duration running = Duration.ofNanos(world.clock().nanoTime() - progress.runningSinceNanos());
        if (running.compareTo(settings.hangTimeout()) < 0) {
            return null;
        }
        return new RunningCode(progress.runningBatch(), "output '" + what + "'", running, threads.find());
    }

    /** Finds the user's code on the stacks of a context's threads. */
    @FunctionalInterface
    public interface UserFrames {
        String find();
    }

    /** Written by the loop's thread alone. */
    private static final class SourceCounts {
        private final AtomicLong records = new AtomicLong();
        private final AtomicLong badRecords = new AtomicLong();
        private final Map<String, Position> positions = new ConcurrentHashMap<>();
    }
}
