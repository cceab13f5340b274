package dev.millrace.benchmarks.fork;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What this process has used up at an instant: CPU time of all its threads, the compilers' and the collector's too. */
public final class Usage {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Below it the process's time, in steps of 10 ms, is worth less than the sum of the threads'. */
    private static final long COARSE_BELOW_NANOS = 1_000_000_000;

    private final long cpuNanos;
    private final long threadNanos;
    private final Map<Long, Long> allocatedByThread;

    private Usage(long cpuNanos, long threadNanos, Map<Long, Long> allocatedByThread) {
        this.cpuNanos = cpuNanos;
        this.threadNanos = threadNanos;
        this.allocatedByThread = allocatedByThread;
    }

    public static Usage now() {
        long[] ids = THREADS.getAllThreadIds();
        long[] bytes = THREADS.getThreadAllocatedBytes(ids);
        Map<Long, Long> allocated = new HashMap<>();
        for (int i = 0; i < ids.length; i++) {
            allocated.put(ids[i], Math.max(0, bytes[i]));
        }
        return new Usage(SYSTEM.getProcessCpuTime(), ThreadTimes.nanos(), allocated);
    }

    public long cpuNanosSince(Usage start) {
        long nanos = cpuNanos - start.cpuNanos;
        return nanos < COARSE_BELOW_NANOS && threadNanos >= 0 ? threadNanos - start.threadNanos : nanos;
    }

    /** What a thread that ended in between has allocated is not seen; the contestants keep their threads. */
    public long allocatedBytesSince(Usage start) {
        long bytes = 0;
        for (Map.Entry<Long, Long> thread : allocatedByThread.entrySet()) {
            bytes += thread.getValue() - start.allocatedByThread.getOrDefault(thread.getKey(), 0L);
        }
        return bytes;
    }

    /** The largest resident set so far, or 0 where the system doesn't tell. */
    public static long peakResidentBytes() {
        return peakResidentBytes(ProcessHandle.current().pid());
    }

    /** The same of another process. */
    public static long peakResidentBytes(long processId) {
        Path status = Path.of("/proc", Long.toString(processId), "status");
        try {
            if (Files.isReadable(status)) {
                for (String line : Files.readAllLines(status)) {
                    if (line.startsWith("VmHWM:")) {
                        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                    }
                }
            }
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
