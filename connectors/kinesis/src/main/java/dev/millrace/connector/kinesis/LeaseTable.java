package dev.millrace.connector.kinesis;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.Position;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Tells positions to the KCL's table, for others to see and to come over, and says at the first start where others stood.
 * Never read back while the program has a checkpoint of its own. Telling is done by a thread of its own and fails no
 * batch: what it couldn't tell now, it tells later.
 */
final class LeaseTable implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LeaseTable.class.getName());
    private static final long CLOSE_SECONDS = 10;

    private final LeaseCalls calls;
    private final LeaseTableSettings settings;
    private final String stream;
    private final String owner;
    private final Map<String, ShardInfo> shards = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable Map<String, Position>> news = new AtomicReference<>();
    private final AtomicBoolean isDue = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor thread;

    // The thread's alone, once it runs.
    private final Map<String, Lease> leases = new TreeMap<>();
    private @Nullable Map<String, Position> untold;
    private boolean isLost;
    private boolean hasFailed;

    LeaseTable(LeaseCalls calls, LeaseTableSettings settings, String stream, String owner) {
        this.calls = calls;
        this.settings = settings;
        this.stream = stream;
        this.owner = owner;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "millrace-kinesis-" + stream + "-leases");
            made.setDaemon(true);
            return made;
        });
    }

    /**
     * Makes the table if need be, reads it, and refuses one that somebody else is using: waits for signs of life where
     * leases have owners.
     */
    void open(Retry retry) throws InterruptedException {
        try {
            calls.createIfAbsent();
            Map<String, Lease> before = read();
            boolean isOwned = before.values().stream().anyMatch(this::isOthers);
            if (isOwned) {
                retry.pause(where(), settings.failoverTime().toNanos());
            }
            leases.putAll(isOwned ? read() : before);
            leases.forEach((shard, lease) -> {
                Lease then = before.get(shard);
                if (isOthers(lease) && (then == null || then.counter() != lease.counter())) {
                    throw new MillraceException(
                            Kind.CONFIGURATION,
                            where() + " is in use: '" + lease.owner() + "' reads shard " + shard
                                    + " by it. Stop that application first, or give another checkpointAppName.");
                }
            });
        } catch (SdkException e) {
            throw new MillraceException(
                    Kind.EXTERNAL_SYSTEM,
                    where() + " can't be made or read: " + e.getMessage()
                            + ". Check the endpoint, the region and the rights (dynamodb:CreateTable, DescribeTable, Scan,"
                            + " PutItem, UpdateItem).",
                    e);
        }
    }

    private Map<String, Lease> read() {
        Map<String, Lease> found = new HashMap<>();
        for (Lease lease : calls.leases()) {
            String shard = lease.shardOf(stream);
            if (shard != null) {
                found.put(shard, lease);
            }
        }
        return found;
    }

    private boolean isOthers(Lease lease) {
        return lease.owner() != null && !owner.equals(lease.owner());
    }

    private String where() {
        return "Kinesis stream '" + stream + "': the DynamoDB table '" + settings.table() + "'";
    }

    /** What the table knew when it was opened. Before anything is told. */
    Map<String, Lease> known() {
        return Map.copyOf(leases);
    }

    /** What a new row says of its shard. Any thread. */
    void learn(ShardInfo shard) {
        shards.putIfAbsent(shard.id(), shard);
    }

    /** All before these is done. Returns at once. */
    void tell(Map<String, Position> positions) {
        news.set(positions);
        if (isDue.compareAndSet(false, true)) {
            schedule(settings.interval());
        }
    }

    private void schedule(Duration in) {
        try {
            thread.schedule(this::tellNow, in.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException isClosing) {
            return;
        }
    }

    private void tellNow() {
        isDue.set(false);
        Map<String, Position> positions = news.getAndSet(null);
        untold = positions == null ? untold : positions;
        if (untold == null || isLost) {
            return;
        }
        try {
            for (Map.Entry<String, Position> entry : untold.entrySet()) {
                tell(entry.getKey(), LeaseCheckpoint.of(ShardPosition.decode(entry.getValue())));
            }
            untold = null;
            hasFailed = false;
        } catch (SdkException e) {
            if (!hasFailed) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        where() + " can't be written; positions are told as soon as it can: " + e.getMessage());
            }
            hasFailed = true;
            if (isDue.compareAndSet(false, true)) {
                Duration later = settings.interval().plus(Duration.ofSeconds(1));
                schedule(later);
            }
        }
    }

    private void tell(String shard, @Nullable LeaseCheckpoint checkpoint) {
        Lease known = leases.get(shard);
        boolean isTold = known != null
                && owner.equals(known.owner())
                && checkpoint != null
                && checkpoint.equals(known.checkpoint());
        if (checkpoint == null || isTold || isLost) {
            return;
        }
        boolean isWritten;
        Lease after;
        if (known == null) {
            ShardInfo info = shards.get(shard);
            if (info == null) {
                return; // it ended before this start, and nobody asks for it any more
            }
            after = new Lease(shard, owner, 1, checkpoint);
            isWritten = calls.create(after, info);
        } else {
            after = known.written(owner, checkpoint);
            isWritten = calls.update(known, owner, checkpoint);
        }
        if (isWritten) {
            leases.put(shard, after);
        } else {
            resolve(shard, after);
        }
    }

    /** Somebody else wrote the row, or it was this one, whose answer was lost. */
    private void resolve(String shard, Lease intended) {
        Lease now = read().get(shard);
        if (now != null && owner.equals(now.owner())) {
            leases.put(shard, now);
            if (!intended.equals(now) && calls.update(now, owner, intended.checkpoint())) {
                leases.put(shard, now.written(owner, intended.checkpoint()));
            }
            return;
        }
        isLost = true;
        LOG.log(
                System.Logger.Level.WARNING,
                where() + " was taken over by '" + (now == null ? "nobody" : now.owner())
                        + "': positions are not told there any more. The program itself goes on by its own checkpoint.");
    }

    /** Tells what is still to be told and gives the leases up, so that others needn't wait for them. */
    @Override
    public void close() {
        if (thread.isShutdown()) {
            return;
        }
        try {
            thread.submit(this::giveUp).get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(System.Logger.Level.WARNING, where() + ": the last positions could not be told: " + e);
        } finally {
            thread.shutdownNow();
            calls.close();
        }
    }

    private void giveUp() {
        tellNow();
        try {
            for (Map.Entry<String, Lease> entry : leases.entrySet()) {
                Lease lease = entry.getValue();
                if (!isLost && owner.equals(lease.owner()) && calls.update(lease, null, null)) {
                    entry.setValue(lease.written(null, null));
                }
            }
        } catch (SdkException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    where() + ": its leases could not be given up; others wait for " + settings.failoverTime() + ": "
                            + e.getMessage());
        }
    }
}
