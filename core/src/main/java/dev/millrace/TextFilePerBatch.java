package dev.millrace;

import dev.millrace.function.VoidFunction2;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Saves each batch as text under a name that carries its time; what an attempt before left is replaced. */
record TextFilePerBatch<T>(String prefix, String suffix) implements VoidFunction2<RDD<T>, Instant> {
    @Override
    public void call(RDD<T> rdd, Instant time) throws IOException {
        if (rdd.isEmpty()) {
            return;
        }
        String directory = prefix + "-" + time.toEpochMilli() + (suffix.isEmpty() ? "" : "." + suffix);
        deleteRecursively(Path.of(directory));
        rdd.saveAsTextFile(directory);
    }

    private static void deleteRecursively(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> inner;
        try (Stream<Path> paths = Files.walk(directory)) {
            inner = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : inner) {
            Files.delete(path);
        }
    }
}
