package dev.millrace.connector.kinesis;

import dev.millrace.connector.kinesis.ShardPosition.At;
import dev.millrace.function.Emitter;

/** Reads a sealed range of a shard again: exactly its records, at the pace that the service allows. One thread. */
final class RangeReader {
    /** The service may answer with nothing at any time; so often at the shard's tip it means that nothing will come. */
    private static final int EMPTY_REPLIES_MAX = 10;

    private final ShardCursor cursor;
    private final Retry retry;
    private final FetchSettings settings;
    private final String where;

    RangeReader(ShardCursor cursor, Retry retry, FetchSettings settings, String where) {
        this.cursor = cursor;
        this.retry = retry;
        this.settings = settings;
        this.where = where;
    }

    void read(ShardPosition until, Emitter<? super KinesisRecord> out) throws InterruptedException {
        int emptyReplies = 0;
        while (!out.isStopped()) {
            Chunk chunk = retry.call(where, () -> cursor.next(settings.recordsPerFetchMax()));
            for (KinesisRecord record : chunk.records()) {
                if (out.isStopped() || !isBefore(record, until)) {
                    return;
                }
                out.accept(record);
            }
            // A shard that was open when the range was sealed may have ended right after it.
            if (reaches(chunk.end(), until) || reaches(cursor.lastRead(), until)) {
                return;
            }
            emptyReplies = chunk.bytesRead() == 0 ? emptyReplies + 1 : 0;
            if (chunk.isLast() || (emptyReplies >= EMPTY_REPLIES_MAX && chunk.isAtTip())) {
                throw Trouble.notReadAgain(where, until);
            }
            retry.pause(where, settings.delayNanos(chunk, 0));
        }
    }

    private static boolean isBefore(KinesisRecord record, ShardPosition until) {
        return until instanceof At at
                ? at.isAfter(record.sequenceNumber(), record.subSequenceNumber())
                : until instanceof ShardPosition.End;
    }

    private static boolean reaches(ShardPosition place, ShardPosition until) {
        if (until instanceof At at) {
            return place instanceof At reached && !at.isAfter(reached.sequenceNumber(), reached.subSequenceNumber());
        }
        return !(until instanceof ShardPosition.End) || place instanceof ShardPosition.End;
    }
}
