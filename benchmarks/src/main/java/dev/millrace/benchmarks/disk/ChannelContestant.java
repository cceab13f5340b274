package dev.millrace.benchmarks.disk;

import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.Order;
import dev.millrace.benchmarks.fork.Passes;
import dev.millrace.benchmarks.fork.WrongAnswerException;
import dev.millrace.benchmarks.input.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Gathers the records of a commit, with room for a header before each, in one direct buffer and writes it with one call:
 * the same bytes, the same syncs, no checksum, no lock, no position.
 */
public final class ChannelContestant implements Contestant {
    private final Path directory;
    private final Commit commit;

    private ChannelContestant(Path directory, Commit commit) {
        this.directory = directory;
        this.commit = commit;
    }

    public static Contestant of(Order order) {
        return new ChannelContestant(order.data(), Commit.of(order.program(), order.size()));
    }

    @Override
    public ForkResult compete(Effort effort) throws IOException {
        Passes passes = new Passes(commit.recordsPerPass(), effort);
        Digest expected = commit.digest();
        ByteBuffer buffer = ByteBuffer.allocateDirect(commit.bytes());
        try (RollingFile file = new RollingFile(directory, commit.synced())) {
            boolean goOn = true;
            while (goOn) {
                long start = System.nanoTime();
                pass(file, buffer);
                goOn = passes.completed(System.nanoTime() - start, expected);
            }
            verify(file, buffer, expected);
        }
        return passes.result();
    }

    private void pass(RollingFile file, ByteBuffer buffer) throws IOException {
        for (int i = 0; i < Commit.PER_PASS; i++) {
            buffer.clear();
            int at = 0;
            for (ByteBuffer record : commit.records()) {
                int length = record.remaining();
                buffer.putInt(at, length);
                buffer.put(at + Commit.HEADER_BYTES, record, 0, length);
                at += Commit.HEADER_BYTES + length;
            }
            file.write(buffer);
        }
    }

    private void verify(RollingFile file, ByteBuffer buffer, Digest expected) throws IOException {
        file.readLast(buffer.clear());
        Digest found = new Digest();
        for (int at = 0; at < buffer.limit(); ) {
            int length = buffer.getInt(at);
            Commit.add(found, buffer.slice(at + Commit.HEADER_BYTES, length));
            at += Commit.HEADER_BYTES + length;
        }
        if (!found.hash().equals(expected.hash())) {
            throw new WrongAnswerException("wrote " + expected.hash() + ", read back " + found.hash());
        }
    }
}
