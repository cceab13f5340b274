package dev.millrace.connector.kinesis;

import dev.millrace.MillraceException;
import dev.millrace.connector.kinesis.InitialPosition.AtTimestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the stream itself, at the start and every hour: whether it is still the same, how long it keeps records, and
 * which shards have expired. Resharding needs none of it, a shard's end names its children.
 */
final class StreamWatch {
    private static final Duration INTERVAL = Duration.ofHours(1);

    private final KinesisSession session;
    private final FetchThreads threads;
    private final String where;
    private final AtomicReference<@Nullable List<ShardInfo>> listing = new AtomicReference<>();
    private volatile @Nullable StreamInfo stream;

    StreamWatch(KinesisSession session, FetchThreads threads, String where) {
        this.session = session;
        this.threads = threads;
        this.where = where;
    }

    /** Waits until the stream can be read. */
    void open() throws InterruptedException {
        stream = session.retry().call(where, () -> {
            StreamInfo seen = session.calls().describe();
            if (seen.status().equals("CREATING")) {
                throw new KinesisFault(
                        KinesisFault.Kind.UNAVAILABLE, "DescribeStreamSummary", "The stream is being created.", null);
            }
            if (seen.status().equals("DELETING")) {
                throw new KinesisFault(
                        KinesisFault.Kind.NOT_FOUND, "DescribeStreamSummary", "The stream is being deleted.", null);
            }
            return seen;
        });
    }

    void start() {
        threads.schedule(INTERVAL.toNanos(), this::look);
    }

    StreamInfo stream() {
        StreamInfo seen = stream;
        if (seen == null) {
            throw new MillraceException(MillraceException.Kind.INTERNAL, where + " is used before it is open");
        }
        return seen;
    }

    /** The shards that the service listed since this was last asked, or null. */
    @Nullable
    List<ShardInfo> takeListing() {
        return listing.get() == null ? null : listing.getAndSet(null);
    }

    /** Refuses a time to begin at that lies before what the stream still holds. */
    void requireHeld(InitialPosition initial) {
        if (initial instanceof AtTimestamp at) {
            Instant first = at.timestamp().isAfter(stream().created())
                    ? at.timestamp()
                    : stream().created();
            if (!stream().stillHolds(first.toEpochMilli(), session.calls().serviceMillis())) {
                throw Trouble.tooOld(where, at.timestamp(), stream());
            }
        }
    }

    private void look() {
        try {
            StreamInfo now = session.calls().describe();
            if (!now.identity().equals(stream().identity())) {
                threads.failed(Trouble.recreated(where, stream(), now));
                return;
            }
            stream = now;
            listing.set(session.calls().shards(InitialPosition.trimHorizon()));
        } catch (KinesisFault fault) {
            if (!fault.kind().isRetried) {
                threads.failed(Trouble.refused(where, fault));
                return;
            }
            // It can wait: what can't is noticed by those that fetch.
        }
        start();
    }
}
