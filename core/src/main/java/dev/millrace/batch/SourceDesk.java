package dev.millrace.batch;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.BatchRecord.SealedSource;
import dev.millrace.batch.Program.SourceEntry;
import dev.millrace.connector.LogRange;
import dev.millrace.connector.OpenReader;
import dev.millrace.connector.OpenSplit;
import dev.millrace.connector.Position;
import dev.millrace.connector.Reading;
import dev.millrace.connector.ReceiverSource;
import dev.millrace.connector.ReplayableSource;
import dev.millrace.connector.Source;
import dev.millrace.connector.SourceBatch;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.SourceReader;
import dev.millrace.connector.Split;
import dev.millrace.connector.VolatileSource;
import dev.millrace.receiver.ReceiverParts;
import dev.millrace.receiver.ReceiverReader;
import java.io.Serializable;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One source of a running program: its reader, what it gave to the current batch, and its counts. One thread. */
final class SourceDesk<T> implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger("dev.millrace.batch");

    private final SourceEntry<T> entry;
    private final SourceReader<T> reader;
    private final @Nullable SourceRate rate;
    private SourceBatch<T> current = SourceBatch.empty();
    private long allowed;
    private boolean hungry = true;

    private SourceDesk(SourceEntry<T> entry, SourceReader<T> reader, @Nullable SourceRate rate) {
        this.entry = entry;
        this.reader = reader;
        this.rate = rate;
    }

    /** {@code rate} is what the source may give, or null for as much as it likes. */
    static <T> SourceDesk<T> open(
            SourceEntry<T> entry, SourceContext context, @Nullable SourceRate rate, ReceiverParts.Numbered receivers) {
        return new SourceDesk<>(entry, open(entry.source(), context, receivers), rate);
    }

    private static <T> SourceReader<T> open(Source<T> source, SourceContext context, ReceiverParts.Numbered receivers) {
        if (source instanceof ReplayableSource<T> replayable) {
            return replayable.open(context);
        } else if (source instanceof ReceiverSource<T> receiver) {
            return ReceiverReader.open(receiver, context, receivers);
        } else if (source instanceof VolatileSource<T> passing) {
            return passing.open(context);
        }
        throw new MillraceException(
                Kind.INTERNAL, "source '" + context.sourceName() + "' has to be taken apart before it is opened");
    }

    SourceEntry<T> entry() {
        return entry;
    }

    String name() {
        return entry.name();
    }

    @Override
    public String toString() {
        return "source '" + name() + "'";
    }

    SourceReader<T> reader() {
        return reader;
    }

    /** Whether what it gave can be read again. */
    boolean isReplayable() {
        return entry.source() instanceof ReplayableSource
                || (reader instanceof ReceiverReader<T> receiver && receiver.isLogged());
    }

    /** Whether what it has received is still processed when the context stops gracefully. */
    boolean isDrained() {
        return !(entry.source() instanceof ReplayableSource);
    }

    /** What receives for it, if anything does. */
    @Nullable
    ReceiverReader<T> receiver() {
        return reader instanceof ReceiverReader<T> receiver ? receiver : null;
    }

    /** Whether it took all that it was allowed lately: then it needs a share of what a batch may take. */
    boolean isHungry() {
        return hungry;
    }

    /** What tasks have to read before {@link #poll}; nothing of sources that fetch by themselves. */
    List<? extends OpenSplit<?, ?>> toRead(long recordsMax, long nowNanos, long intervalNanos) {
        long byRate = rate == null ? recordsMax : rate.recordsMax(nowNanos, intervalNanos);
        return byRate > 0 && reader instanceof OpenReader<T, ?> open
                ? open.toRead(Math.min(byRate, recordsMax))
                : List.of();
    }

    /** What they have read of it. */
    void wasRead(List<? extends Reading<?, ?>> readings) {
        if (!readings.isEmpty() && reader instanceof OpenReader<T, ?> open) {
            hand(open, readings);
        }
    }

    @SuppressWarnings("unchecked") // they are of what this reader wanted to be read
    private static <T, R extends Serializable> void hand(
            OpenReader<T, R> reader, List<? extends Reading<?, ?>> readings) {
        reader.wasRead((List<Reading<T, R>>) readings);
    }

    /** Takes what has come, as far as its rate allows; whether anything did. */
    boolean poll(long recordsMax, long nowNanos, long intervalNanos) {
        long byRate = rate == null ? recordsMax : rate.recordsMax(nowNanos, intervalNanos);
        return byRate > 0 && take(Math.min(byRate, recordsMax), recordsMax);
    }

    /** Takes what a receiver still holds, at whatever rate. */
    boolean drain(long recordsMax) {
        return take(recordsMax, recordsMax);
    }

    private boolean take(long recordsMax, long share) {
        SourceBatch<T> taken = reader.poll(recordsMax);
        if (taken.isEmpty()) {
            if (hungry) {
                hungry = false; // only then: of a thousand idle sources none is written to
            }
            return false; // what was taken before was cleared when its batch was done
        }
        allowed = share;
        current = taken;
        return true;
    }

    /** Takes the ranges of a batch that was sealed by an earlier process. */
    void replay(SealedSource sealed) {
        if (!isReplayable()) {
            if (reader instanceof ReceiverReader<T> receiver) {
                receiver.refuseToLose(sealed.ranges());
            }
            LOGGER.log(
                    Level.WARNING,
                    "source ''{0}'' can''t be read again: what the batch in doubt had of it is lost",
                    name());
            current = new SourceBatch<>(sealed.ranges(), List.of());
            return;
        }
        List<Split<T>> splits = reader.replay(sealed.ranges());
        if (splits.size() != sealed.splits()) {
            throw new MillraceException(
                    Kind.INTERNAL,
                    "source '" + name() + "' read its sealed ranges again in " + splits.size()
                            + " splits, at first it had " + sealed.splits()
                            + ": its reader must make the same splits of the same ranges");
        }
        current = new SourceBatch<>(sealed.ranges(), splits);
    }

    void clear() {
        current = SourceBatch.empty();
    }

    boolean isIdle() {
        return current.isEmpty();
    }

    List<Split<T>> splits() {
        return current.splits();
    }

    /** Where a log of a source ended in the last batch that was, or will be, sealed; null for a new one. */
    @FunctionalInterface
    interface LastSealed {
        @Nullable
        Position position(String source, String log);
    }

    /** Checked against where the logs stand, and ready for the seal. */
    SealedSource sealed(LastSealed lastSealed) {
        for (LogRange range : current.ranges()) {
            Position known = lastSealed.position(name(), range.log());
            if (known != null && !known.equals(range.from())) {
                throw new MillraceException(
                        Kind.INTERNAL,
                        "source '" + name() + "', log '" + range.log() + "': its reader gave a range from "
                                + range.from() + " where the last one ended at " + known);
            }
        }
        return new SealedSource(name(), current.splits().size(), current.ranges());
    }

    /** Records of the current batch, -1 where a split can't tell. */
    long records() {
        long sum = 0;
        for (Split<T> split : current.splits()) {
            long records = split.recordCount();
            if (records < 0) {
                return -1;
            }
            sum += records;
        }
        return sum;
    }

    /** The batch has run. */
    void ran(long records) {
        hungry = records < 0 || records >= allowed - allowed / 8;
        if (rate != null) {
            rate.taken(Math.max(0, records));
        }
    }

    /** Batches are done. Telling may not fail them. */
    void tell(Map<String, Position> positions) {
        try {
            reader.committed(positions);
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "source '" + name() + "' could not pass on what is done", e);
        }
    }

    /** Logs that are of no use any more. */
    Set<String> forgotten(Map<String, Position> positions) {
        Set<String> logs = new HashSet<>();
        positions.forEach((log, position) -> {
            if (reader.isForgotten(log, position)) {
                logs.add(log);
            }
        });
        return logs;
    }

    @Override
    public void close() {
        reader.close();
    }
}
