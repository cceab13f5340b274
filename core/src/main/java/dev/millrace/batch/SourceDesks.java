package dev.millrace.batch;

import dev.millrace.BatchPace;
import dev.millrace.batch.BatchRecord.Seal;
import dev.millrace.batch.BatchRecord.SealedSource;
import dev.millrace.batch.Program.SourceEntry;
import dev.millrace.connector.OpenReader;
import dev.millrace.connector.OpenSplit;
import dev.millrace.connector.Reading;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.Split;
import dev.millrace.plan.SourceInput;
import dev.millrace.receiver.ReceiverParts;
import dev.millrace.receiver.ReceiverReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The sources of a running program, and what they gave to the current batch. The loop's thread, except for {@link #all};
 * a thousand sources without records cost one pass a batch.
 */
final class SourceDesks {
    private final List<SourceDesk<?>> desks = new CopyOnWriteArrayList<>();
    private final long intervalNanos;
    private int first;
    private int hungry;

    /** Those that are read by tasks. */
    private final List<SourceDesk<?>> open = new ArrayList<>();

    SourceDesks(long intervalNanos) {
        this.intervalNanos = intervalNanos;
    }

    /** Opens the sources of a program. */
    void open(Program program, LoopSettings settings, LoopWorld world) {
        int receivers = 0;
        for (SourceEntry<?> source : program.sources()) {
            SourceContext context = new SourceContext(
                    settings.appName(),
                    source.name(),
                    settings.batchInterval(),
                    world.engine().parallelism(),
                    world.clock(),
                    world.engine().runsTasksElsewhere(),
                    settings.pace() == BatchPace.WHEN_RECORDS_COME);
            SourceDesk<?> desk = SourceDesk.open(
                    source,
                    context,
                    settings.rates().rateOf(source.name()),
                    new ReceiverParts.Numbered(receivers, world.receivers()));
            receivers += desk.receiver() == null ? 0 : 1;
            add(desk);
        }
    }

    void add(SourceDesk<?> desk) {
        desks.add(desk);
        if (desk.reader() instanceof OpenReader) {
            open.add(desk);
        }
        hungry++;
    }

    /** Seen as it grows. */
    List<SourceDesk<?>> all() {
        return desks;
    }

    /**
     * Takes from every source its share of what a batch may take; whether there was anything. The source that is asked
     * first changes each time.
     *
     * @param tasks where those are read that tasks read, all at once
     */
    boolean poll(long recordsMax, boolean receiversOnly, long nowNanos, TaskReading tasks) {
        long share = Math.max(1, recordsMax / Math.max(1, hungry));
        if (!receiversOnly && !open.isEmpty()) {
            readInTasks(share, nowNanos, tasks);
        }
        boolean any = false;
        int stillHungry = 0;
        int count = desks.size();
        for (int i = 0; i < count; i++) {
            SourceDesk<?> desk = desks.get(first + i < count ? first + i : first + i - count);
            if (!receiversOnly) {
                any |= desk.poll(share, nowNanos, intervalNanos);
            } else if (!desk.isDrained()) {
                desk.clear();
            } else {
                any |= desk.drain(share);
            }
            stillHungry += desk.isHungry() ? 1 : 0;
        }
        hungry = stillHungry;
        first = count == 0 ? 0 : (first + 1) % count;
        return any;
    }

    /** Has these splits read, and gives what was read in their order. */
    interface TaskReading {
        List<? extends Reading<?, ?>> read(List<? extends OpenSplit<?, ?>> splits);
    }

    private void readInTasks(long share, long nowNanos, TaskReading tasks) {
        List<OpenSplit<?, ?>> splits = new ArrayList<>();
        int[] ends = new int[open.size()];
        for (int i = 0; i < ends.length; i++) {
            splits.addAll(open.get(i).toRead(share, nowNanos, intervalNanos));
            ends[i] = splits.size();
        }
        if (splits.isEmpty()) {
            return;
        }
        List<? extends Reading<?, ?>> readings = tasks.read(splits);
        for (int i = 0; i < ends.length; i++) {
            open.get(i).wasRead(readings.subList(i == 0 ? 0 : ends[i - 1], ends[i]));
        }
    }

    /** Takes what a batch of an earlier process had. A source that the program doesn't have any more gives nothing. */
    void replay(List<SealedSource> sources) {
        Map<String, SourceDesk<?>> byName = new HashMap<>();
        desks.forEach(desk -> byName.put(desk.name(), desk));
        for (SealedSource sealed : sources) {
            SourceDesk<?> desk = byName.get(sealed.source());
            if (desk != null) {
                desk.replay(sealed);
            }
        }
    }

    Map<SourceInput<?>, List<? extends Split<?>>> splits() {
        Map<SourceInput<?>, List<? extends Split<?>>> splits = new HashMap<>();
        for (SourceDesk<?> desk : desks) {
            splits.put(desk.entry().input(), desk.splits());
        }
        return splits;
    }

    List<SealedSource> sealed(SourceDesk.LastSealed lastSealed) {
        List<SealedSource> sources = new ArrayList<>();
        for (SourceDesk<?> desk : desks) {
            if (!desk.isIdle()) {
                sources.add(desk.sealed(lastSealed));
            }
        }
        return sources;
    }

    /** How many records the sources have given to the batch that begins, by their names. */
    Map<String, Long> records() {
        Map<String, Long> records = new HashMap<>();
        for (SourceDesk<?> desk : desks) {
            if (!desk.isIdle()) {
                records.put(desk.name(), desk.records());
            }
        }
        return records;
    }

    /** What the sources gave to a batch, by their names. */
    record Taken(Map<String, Long> records, Map<String, Long> badRecords) {
        static final Taken NOTHING = new Taken(Map.of(), Map.of());
    }

    /** The batch has run: what the sources had given to it. */
    Taken settle() {
        Map<String, Long> records = new HashMap<>();
        Map<String, Long> badRecords = new HashMap<>();
        hungry = 0;
        for (SourceDesk<?> desk : desks) {
            if (!desk.isIdle()) {
                long count = desk.records();
                records.put(desk.name(), count);
                BadRecordLedger ledger = desk.entry().badRecords();
                long bad = ledger == null ? 0 : ledger.take();
                if (bad > 0) {
                    badRecords.put(desk.name(), bad);
                }
                desk.ran(count);
                desk.clear();
            }
            hungry += desk.isHungry() ? 1 : 0;
        }
        return new Taken(records, badRecords);
    }

    /** Batches with these ranges are done: their sources learn where they stand. */
    void tell(Collection<Seal> done, BatchHistory history) {
        Set<String> read = new HashSet<>();
        done.forEach(seal -> seal.sources().forEach(source -> read.add(source.source())));
        for (SourceDesk<?> desk : desks) {
            if (read.contains(desk.name())) {
                desk.tell(history.positions(desk.name()));
            }
        }
    }

    /** Takes the logs that are of no use any more out of the history and the status. */
    void forget(BatchHistory history, LoopStatus status) {
        for (SourceDesk<?> desk : desks) {
            Set<String> forgotten = desk.forgotten(history.positions(desk.name()));
            history.forgetLogs(desk.name(), forgotten);
            status.forgotten(desk.name(), forgotten);
        }
    }

    /** Lets go of the receivers' threads and nothing else. */
    void abandonReceivers() {
        for (SourceDesk<?> desk : desks) {
            ReceiverReader<?> receiver = desk.receiver();
            if (receiver != null) {
                receiver.abandon();
            }
        }
    }

    /** Nothing more is received; what receivers hold can still be taken. */
    void stopReceiving() {
        for (SourceDesk<?> desk : desks) {
            desk.reader().stopReceiving();
        }
    }
}
