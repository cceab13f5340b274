package dev.millrace.benchmarks.disk;

import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.Order;
import dev.millrace.benchmarks.fork.Passes;
import dev.millrace.benchmarks.fork.WrongAnswerException;
import dev.millrace.benchmarks.input.Digest;
import dev.millrace.log.LocalDisk;
import dev.millrace.log.LogCursor;
import dev.millrace.log.LogSettings;
import dev.millrace.log.SegmentedLog;
import dev.millrace.log.SyncPolicy;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Appends to a {@link SegmentedLog} and waits for each commit; in the end the last commit is read back. */
public final class LogContestant implements Contestant {
    private final Path directory;
    private final Commit commit;

    private LogContestant(Path directory, Commit commit) {
        this.directory = directory;
        this.commit = commit;
    }

    public static Contestant of(Order order) {
        return new LogContestant(order.data(), Commit.of(order.program(), order.size()));
    }

    @Override
    public ForkResult compete(Effort effort) {
        Passes passes = new Passes(commit.recordsPerPass(), effort);
        Digest expected = commit.digest();
        LogSettings settings = LogSettings.defaults()
                .withSegmentBytes(Commit.FILE_BYTES)
                .withSyncPolicy(commit.synced() ? SyncPolicy.everyCommit() : SyncPolicy.operatingSystem());
        try (SegmentedLog log = SegmentedLog.open(LocalDisk.open(directory), settings)) {
            boolean goOn = true;
            while (goOn) {
                long start = System.nanoTime();
                pass(log);
                goOn = passes.completed(System.nanoTime() - start, expected);
            }
            verify(log, expected);
        }
        return passes.result();
    }

    private void pass(SegmentedLog log) {
        for (int i = 0; i < Commit.PER_PASS; i++) {
            for (ByteBuffer record : commit.records()) {
                log.append(record);
            }
            log.awaitCommitted(log.endPosition());
        }
        log.trimBefore(Math.max(0, log.endPosition() - Commit.FILE_BYTES));
    }

    private void verify(SegmentedLog log, Digest expected) {
        Digest found = new Digest();
        try (LogCursor cursor = log.read(log.endPosition() - commit.bytes())) {
            while (cursor.next()) {
                Commit.add(found, cursor.record());
            }
        }
        if (!found.hash().equals(expected.hash())) {
            throw new WrongAnswerException("appended " + expected.hash() + ", read back " + found.hash());
        }
    }
}
