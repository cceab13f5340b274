package dev.millrace.batch;

import dev.millrace.batch.BatchRecord.Claim;
import dev.millrace.batch.BatchRecord.Done;
import dev.millrace.batch.BatchRecord.Registered;
import dev.millrace.batch.BatchRecord.Registry;
import dev.millrace.batch.BatchRecord.Seal;
import dev.millrace.batch.BatchRecord.SealedSource;
import dev.millrace.batch.BatchRecord.SinkOutputs;
import dev.millrace.batch.BatchRecord.Totals;
import dev.millrace.connector.LogRange;
import dev.millrace.connector.Position;
import dev.millrace.connector.StagedOutput;
import dev.millrace.storage.StateFile;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Records of a small program: source "clicks" with log "a", an operator "totals", a sink "out". */
final class Records {
    private Records() {}

    static Claim claim(long epoch) {
        return new Claim(epoch);
    }

    static Registry registry() {
        return new Registry(
                "app",
                100_000_000,
                128,
                List.of(
                        new Registered(Registered.Kind.SOURCE, "clicks", true, "stream clicks of 2018"),
                        new Registered(Registered.Kind.OPERATOR, "totals", true, ""),
                        new Registered(Registered.Kind.SINK, "out", false, "")),
                Map.of("clicks", Map.of("a", Position.ofLong(0))));
    }

    static Instant time(long batch) {
        return Instant.ofEpochMilli(1_533_118_924_000L + 100 * batch);
    }

    /** Batch n reads ten records of log "a". */
    static Seal seal(long batch, long epoch) {
        return new Seal(
                batch,
                time(batch),
                epoch,
                Long.MIN_VALUE,
                2,
                77,
                0,
                List.of(new SealedSource("clicks", 1, List.of(range((batch - 1) * 10, batch * 10)))));
    }

    /** The same as one of a group that begins with batch {@code group}. */
    static Seal groupedSeal(long batch, long epoch, long group) {
        Seal seal = seal(batch, epoch);
        return new Seal(batch, seal.time(), epoch, seal.watermark(), 2, seal.fingerprint(), group, seal.sources());
    }

    static LogRange range(long from, long until) {
        return new LogRange("a", Position.ofLong(from), Position.ofLong(until));
    }

    static Done done(long batch, long epoch) {
        return new Done(
                batch,
                time(batch),
                epoch,
                List.of(delta(batch)),
                List.of(new SinkOutputs("out", List.of(new StagedOutput(0, "staged-" + batch, 12, 34, 5)))));
    }

    /** Accumulator "a" has come to something, "b" is forgotten. */
    static Totals totals() {
        return new Totals(Map.of("a", ByteBuffer.wrap(new byte[] {1, 2}), "b", ByteBuffer.allocate(0)));
    }

    static StateFile delta(long batch) {
        return new StateFile("totals", StateFile.Kind.DELTA, batch, 0, 127, "state/totals.0." + batch, 100, 7);
    }

    static StateFile snapshot(long batch, int first, int last) {
        return new StateFile(
                "totals", StateFile.Kind.SNAPSHOT, batch, first, last, "state/totals.s." + batch + "." + first, 100, 7);
    }
}
