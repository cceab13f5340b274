package dev.millrace.engine;

import dev.millrace.MillraceException;
import dev.millrace.connector.Split;
import dev.millrace.function.Emitter;
import dev.millrace.plan.ListSplit;
import dev.millrace.plan.ReadInput;
import dev.millrace.plan.SourceInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Pushes what splits read. */
final class ReadNode extends Node {
    private final ReadInput<?> input;
    private final String reading;
    private List<? extends Split<?>> splits = List.of();

    ReadNode(ReadInput<?> input) {
        super(List.of(), input instanceof ReadInput.FixedSplits);
        this.input = input;
        this.reading = "reading " + input;
    }

    @Override
    int countPartitions(EmbeddedBatch batch) {
        if (input instanceof SourceInput<?> source) {
            splits = batch.inputs().splits().getOrDefault(source, List.of());
        } else if (input instanceof ReadInput.FixedSplits<?> fixed) {
            splits = fixed.splits();
        }
        return splits.size();
    }

    @Override
    long countRecords(EmbeddedBatch batch) {
        long sum = 0;
        for (Split<?> split : splits) {
            long count = split.recordCount();
            if (count < 0) {
                return -1;
            }
            sum += count;
        }
        return sum;
    }

    @Override
    void push(int partition, Step to, Frame frame) throws Exception {
        Split<?> split = splits.get(partition);
        if (split instanceof ListSplit<?> list) {
            Task.push(list.records(), to, frame);
            return;
        }
        StageEmitters emitters = to.emitters(split.getClass());
        CountingEmitter emitter = emitters.open(frame);
        try (Retries.Try attempts = frame.task().batch().inputs().reading().begin(reading)) {
            MillraceException failure = read(split, emitter, frame.task());
            while (failure != null) {
                if (emitter.hasFailedBehind()) {
                    throw failure;
                }
                attempts.waitOrGiveUp(failure);
                frame.task().throwIfCancelled();
                failure = read(new Remainder(split, emitter.count()), emitter, frame.task());
            }
        }
        emitters.pushed(emitter.count());
    }

    /** Returns how reading failed if it did so for reasons outside; the emitter then knows how far it came. */
    private @Nullable MillraceException read(Split<?> split, CountingEmitter emitter, Task task) throws Exception {
        try {
            split.read(emitter);
            return null;
        } catch (MillraceException e) {
            if (e.kind() == MillraceException.Kind.EXTERNAL_SYSTEM) {
                return e;
            }
            throw e;
        } catch (IOException | UncheckedIOException e) {
            return failed(MillraceException.Kind.EXTERNAL_SYSTEM, task, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException(reading + " was interrupted");
        } catch (StepFailure | CancellationException e) {
            throw e;
        } catch (Exception e) {
            throw failed(MillraceException.Kind.USER_CODE, task, e);
        }
    }

    private MillraceException failed(MillraceException.Kind kind, Task task, Exception e) {
        return new MillraceException(
                kind,
                "batch " + task.batch().inputs().batch() + ", partition " + task.partition() + ": " + reading
                        + " failed: " + e,
                e);
    }

    /** A split that has been read in part: reading it again gives the same records in the same order. */
    private record Remainder(Split<?> split, long taken) implements Split<Object> {
        @Override
        public void read(Emitter<? super Object> out) throws Exception {
            split.read(new Skipping(taken, out));
        }
    }

    /** Lets records pass after so many. */
    private static final class Skipping implements Emitter<Object> {
        private final Emitter<? super Object> out;
        private long left;

        private Skipping(long skipped, Emitter<? super Object> out) {
            this.left = skipped;
            this.out = out;
        }

        @Override
        public void accept(Object record) {
            if (left > 0) {
                left--;
            } else {
                out.accept(record);
            }
        }

        @Override
        public boolean isStopped() {
            return out.isStopped();
        }
    }

    @Override
    void forget() {
        splits = List.of();
    }
}
