package dev.millrace.benchmarks.runner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;

/** Describes the machine: a ratio is worth as much as one knows of where it was measured. */
final class Machine {
    private static final int SYNCS = 50;

    private Machine() {}

    /** @param data where the disk rows write */
    static String describe(Path data) {
        Runtime runtime = Runtime.getRuntime();
        return """
                | | |
                |---|---|
                | processor | %s, %d available |
                | memory | %s |
                | system | %s %s, %s |
                | Java | %s %s |
                | disk | %s, a 16 KB sync takes %s |
                | load before the run | %s |
                | time the hypervisor took since start | %s |
                | measured | %s |
                """.formatted(
                        field(Path.of("/proc/cpuinfo"), "model name"),
                        runtime.availableProcessors(),
                        field(Path.of("/proc/meminfo"), "MemTotal"),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        System.getProperty("os.arch"),
                        System.getProperty("java.vm.name"),
                        System.getProperty("java.vm.version"),
                        fileSystem(data),
                        syncTime(data),
                        firstLine(Path.of("/proc/loadavg")),
                        stolen(),
                        Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    private static String field(Path file, String name) {
        for (String line : read(file).split("\n")) {
            if (line.startsWith(name)) {
                return line.substring(line.indexOf(':') + 1).strip();
            }
        }
        return "unknown";
    }

    private static String firstLine(Path file) {
        String text = read(file);
        return text.isEmpty() ? "unknown" : text.lines().findFirst().orElse("unknown");
    }

    /** The eighth figure of the first line, in ticks of 10 ms, against all of them. */
    private static String stolen() {
        String[] fields = firstLine(Path.of("/proc/stat")).split(" +");
        if (fields.length < 9) {
            return "unknown";
        }
        long all = Arrays.stream(fields)
                .skip(1)
                .limit(8)
                .mapToLong(Long::parseLong)
                .sum();
        return String.format(Locale.ROOT, "%.2f %%", 100.0 * Long.parseLong(fields[8]) / Math.max(1, all));
    }

    private static String fileSystem(Path data) {
        try {
            Files.createDirectories(data);
            return Files.getFileStore(data).type();
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static String syncTime(Path data) {
        Path file = data.resolve("sync");
        long[] nanos = new long[SYNCS];
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            ByteBuffer block = ByteBuffer.allocateDirect(16 << 10);
            for (int i = 0; i < SYNCS; i++) {
                long start = System.nanoTime();
                channel.write(block.rewind());
                channel.force(false);
                nanos[i] = System.nanoTime() - start;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Arrays.sort(nanos);
        return String.format(Locale.ROOT, "%.2f ms (median of %d)", nanos[SYNCS / 2] / 1e6, SYNCS);
    }

    private static String read(Path file) {
        try {
            return Files.isReadable(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            return "";
        }
    }
}
