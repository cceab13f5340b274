package dev.millrace.benchmarks.fork;

import dev.millrace.benchmarks.input.Digest;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The series of row 13: one chunk of the keys after the other, and the first one again, whose counts show that the state
 * is there. What the heap has grown by from the first chunk to the last is that of the keys between: what a contestant
 * needs whatever it keeps is there after the first. Nothing else may run while it measures.
 */
public final class HeapSeries implements Series {
    /** What the keys come in. */
    public static final int CHUNKS = 20;

    private static final int PASSES = CHUNKS + 1;
    private static final int COLLECTIONS = 2;

    private final int keysPerChunk;
    private final LongSupplier checkpointBytes;
    private final Digest all = new Digest();
    private long heapBytes;
    private long writtenBytes;
    private int passes;

    /** @param checkpointBytes what has been written so far; 0 without a checkpoint */
    public HeapSeries(int keysPerChunk, LongSupplier checkpointBytes) {
        this.keysPerChunk = keysPerChunk;
        this.checkpointBytes = checkpointBytes;
    }

    @Override
    public boolean completed(long nanos, Digest result) {
        all.merge(result);
        if (passes == 0) {
            heapBytes = usedHeap();
            writtenBytes = checkpointBytes.getAsLong();
        }
        if (passes == CHUNKS - 1) {
            heapBytes = usedHeap() - heapBytes;
            writtenBytes = checkpointBytes.getAsLong() - writtenBytes;
        }
        passes++;
        return passes < PASSES;
    }

    private static long usedHeap() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Override
    public ForkResult result() {
        if (passes < PASSES) {
            throw new IllegalStateException("the series has not ended");
        }
        double keys = (double) keysPerChunk * (CHUNKS - 1);
        Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
        metrics.put(Metric.HEAP_BYTES_PER_KEY, heapBytes / keys);
        metrics.put(Metric.CHECKPOINT_BYTES_PER_KEY, writtenBytes / keys);
        metrics.put(Metric.RESIDENT_BYTES, (double) Usage.peakResidentBytes());
        return new ForkResult(all.hash(), true, metrics);
    }
}
