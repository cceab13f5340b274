package dev.millrace.receiver;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.ReceiverSettings;
import dev.millrace.connector.Lag;
import dev.millrace.connector.LogRange;
import dev.millrace.connector.Position;
import dev.millrace.connector.ReceiverSource;
import dev.millrace.connector.SourceBatch;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.SourceReader;
import dev.millrace.connector.Split;
import dev.millrace.status.ReceiverStatus;
import dev.millrace.storage.Block;
import dev.millrace.storage.BlockLog;
import dev.millrace.storage.CheckpointStorage;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a receiver stores: a source like others where it is stored in a block log. Positions are numbers of records
 * of one log. The batch loop's thread, as every reader.
 */
public final class ReceiverReader<T> implements SourceReader<T> {
    static final String LOG = "received";
    private static final System.Logger LOGGER = System.getLogger("dev.millrace.receiver");
    private static final long GRACEFUL_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long NOW_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final SourceContext context;
    private final ReceiverParts parts;
    private final Supervisor<T> supervisor;
    private @Nullable Store<T> store;
    private boolean stopped;
    /** Up to which record a block log has them that isn't read any more. */
    private long loggedUntil;

    private ReceiverReader(ReceiverSource<T> source, SourceContext context, ReceiverParts.Numbered numbered) {
        this.context = context;
        this.parts = numbered.parts();
        this.supervisor = new Supervisor<>(
                source,
                new Supervisor.Place(context.appName(), context.sourceName(), numbered.streamId(), context.clock()),
                parts);
    }

    /** Nothing is received before {@link #start}. */
    public static <T> ReceiverReader<T> open(
            ReceiverSource<T> source, SourceContext context, ReceiverParts.Numbered numbered) {
        return new ReceiverReader<>(source, context, numbered);
    }

    public ReceiverStatus status() {
        return supervisor.reports().status();
    }

    /** Whether what it received can be read again. */
    public boolean isLogged() {
        return ReceiverParts.isLogged(parts.settings(), parts.storage() != null);
    }

    /** One and the same with a block log and without, so that it can be switched. */
    @Override
    public String identity() {
        return "receiver";
    }

    /** What lies in a block log that the checkpoint knows nothing of was left by another life of the program. */
    @Override
    public Map<String, Position> initialPositions() {
        CheckpointStorage storage = parts.storage();
        if (storage != null) {
            storage.deleteBlockLog(context.sourceName());
        }
        return Map.of(LOG, Position.ofLong(0));
    }

    @Override
    public void start(Map<String, Position> positions) {
        long position = positions.getOrDefault(LOG, Position.ofLong(0)).toLong();
        CheckpointStorage storage = parts.storage();
        if (storage != null && !isLogged()) {
            loggedUntil = loggedUntil(storage);
            refuseToLose(loggedUntil - position);
        }
        Store<T> opened = storage == null || !isLogged()
                ? new MemoryStore<>(
                        supervisor,
                        context::recordsCame,
                        context.parallelism(),
                        parts.settings().bufferedRecordsMax(),
                        position)
                : openLogged(storage.openBlockLog(context.sourceName()), position);
        store = opened;
        supervisor.begin(opened);
    }

    private long loggedUntil(CheckpointStorage storage) {
        List<Block> left = storage.blocksLeft(context.sourceName());
        return left.isEmpty() ? 0 : left.get(left.size() - 1).until();
    }

    /** What an earlier start has logged is read from the log, or by nobody. */
    private void refuseToLose(long records) {
        if (records > 0) {
            throw new MillraceException(
                    Kind.CONFIGURATION,
                    "source '" + context.sourceName() + "': its block log holds " + records
                            + " records that no batch has processed; without it they would be lost. Start once more with"
                            + " ReceiverSettings.withBlockLog(true) and stop gracefully, which processes them");
        }
    }

    private Store<T> openLogged(BlockLog log, long position) {
        ReceiverSettings settings = parts.settings();
        long blockNanos = Math.min(
                settings.blockInterval().toNanos(), context.batchInterval().toNanos());
        return new LoggedStore<>(
                new LoggedStore.Setup(
                        supervisor,
                        parts.serdes(),
                        context.clock(),
                        blockNanos,
                        settings.blockLogBytesMax(),
                        settings.memoryBytesMax(),
                        supervisor::wake,
                        context::recordsCame),
                log,
                position);
    }

    private Store<T> store() {
        Store<T> opened = store;
        if (opened == null) {
            throw new IllegalStateException("the reader of '" + context.sourceName() + "' was not started");
        }
        return opened;
    }

    @Override
    public SourceBatch<T> poll(long recordsMax) {
        if (parts.executor() != null && !stopped) {
            supervisor.doWorkByHand();
        }
        store().throwIfFailed();
        return store().take(recordsMax);
    }

    @Override
    public List<Split<T>> replay(List<LogRange> ranges) {
        return store().replay(ranges);
    }

    /** Where it has no log any more, what a batch in doubt had may still lie in the one it had. */
    public void refuseToLose(List<LogRange> ranges) {
        for (LogRange range : ranges) {
            refuseToLose(
                    Math.min(loggedUntil, range.until().toLong()) - range.from().toLong());
        }
    }

    @Override
    public void committed(Map<String, Position> positions) {
        Position done = positions.get(LOG);
        if (done != null) {
            store().release(done);
        }
    }

    @Override
    public Map<String, Lag> lag() {
        Store<T> opened = store;
        return opened == null ? Map.of() : Map.of(LOG, new Lag(-1, opened.heldRecords(), opened.heldBytes()));
    }

    @Override
    public void stopReceiving() {
        if (!stopped) {
            stopped = true;
            supervisor.endGracefully(GRACEFUL_NANOS);
        }
    }

    /** What is buffered still goes to the log: it costs little, and nobody else has it. */
    @Override
    public void close() {
        Store<T> opened = store;
        if (opened == null) {
            return;
        }
        try {
            if (!stopped) {
                stopped = true;
                supervisor.endGracefully(NOW_NANOS);
            }
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "what the receiver of '" + context.sourceName() + "' stored last is lost", e);
        } finally {
            opened.close();
        }
    }

    /** Lets go of the threads and nothing else, as the death of the process would. */
    public void abandon() {
        Store<T> opened = store;
        if (opened != null) {
            opened.refuse();
            opened.holdOpen(true);
            supervisor.abandon();
        }
    }
}
