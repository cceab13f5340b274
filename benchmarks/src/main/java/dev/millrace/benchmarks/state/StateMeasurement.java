package dev.millrace.benchmarks.state;

import dev.millrace.log.SyncPolicy;
import dev.millrace.plan.StateFunction;
import dev.millrace.plan.StatefulSpec;
import dev.millrace.serde.Serdes;
import dev.millrace.state.KeyGroupRange;
import dev.millrace.state.KeyedState;
import dev.millrace.state.OperatorStates;
import dev.millrace.storage.LocalCheckpointStorage;
import dev.millrace.storage.StateFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * State of boxed longs by boxed longs, without an engine around it: batches that touch one key in a hundred, batches that
 * visit all and change one in a hundred, and restarts. Prints times that are worth something beside those of another
 * version, measured in turn on the same machine.
 */
public final class StateMeasurement {
    private static final StatefulSpec<Long, Long, Long, ?> SPEC = new StatefulSpec<>(
            "totals",
            StatefulSpec.DEFAULT_KEY_GROUPS,
            StateFunction.<Long, Long, Long>updateStateByKey((values, state) -> Optional.empty()));
    private static final int RESTARTS = 8;

    private final int keys;
    private final int threads;
    private final ExecutorService workers;
    private final LiveFiles live = new LiveFiles(SPEC.keyGroups());
    private final LocalCheckpointStorage storage;
    private final OperatorStates states;
    private long batch;
    private long taskNanos;
    private long stageNanos;
    private long commitNanos;

    private StateMeasurement(int keys, int threads, Path directory) {
        this.keys = keys;
        this.threads = threads;
        this.workers = Executors.newFixedThreadPool(threads);
        this.storage = LocalCheckpointStorage.open(directory, SyncPolicy.everyCommit());
        this.states = OperatorStates.durable(Serdes.builtIn(), storage, "measured", threads);
    }

    /** What a task does with its partition. */
    private interface Work {
        void run(KeyedState<Long, Long> state, int partition) throws Exception;
    }

    private void batch(Work work) throws Exception {
        long begun = System.nanoTime();
        states.begin(++batch, 1, 0);
        List<Future<Integer>> tasks = new ArrayList<>();
        for (int partition = 0; partition < threads; partition++) {
            int number = partition;
            KeyedState<Long, Long> state = states.open(SPEC, partition, threads);
            tasks.add(workers.submit(() -> {
                work.run(state, number);
                state.finish();
                return number;
            }));
        }
        for (Future<Integer> task : tasks) {
            task.get();
        }
        long ran = System.nanoTime();
        List<StateFile> files = states.stage();
        long staged = System.nanoTime();
        states.commit();
        commitNanos += System.nanoTime() - staged;
        stageNanos += staged - ran;
        taskNanos += ran - begun;
        files.forEach(file -> live.add(file, storage));
    }

    private long[][] byPartition(LongStream chosen) {
        List<LongStream.Builder> parts = new ArrayList<>();
        for (int partition = 0; partition < threads; partition++) {
            parts.add(LongStream.builder());
        }
        chosen.forEach(key -> {
            int keyGroup = states.keyGroup(key, SPEC.keyGroups());
            parts.get(KeyGroupRange.partitionOf(keyGroup, SPEC.keyGroups(), threads))
                    .add(key);
        });
        return parts.stream().map(part -> part.build().toArray()).toArray(long[][]::new);
    }

    private void fill() throws Exception {
        int step = 50_000;
        for (int from = 0; from < keys; from += step) {
            long first = from;
            long[][] parts = byPartition(LongStream.range(first, Math.min(keys, first + step)));
            batch((state, partition) -> {
                for (long key : parts[partition]) {
                    state.put(key, key);
                }
            });
        }
    }

    private void touch(int batches) throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < batches; i++) {
            long[][] parts = byPartition(random.longs(keys / 100, 0, keys));
            batch((state, partition) -> {
                for (long key : parts[partition]) {
                    Long before = state.get(key);
                    state.put(key, (before == null ? 0 : before) + 1);
                }
            });
        }
    }

    private void visit(int batches) throws Exception {
        for (int i = 0; i < batches; i++) {
            batch((state, partition) -> state.visitAll((key, value) -> value + (key % 100 == 0 ? 1 : 0)));
        }
    }

    private void show(String what, int batches) {
        System.out.printf(
                Locale.ROOT,
                "%s: %.2f ms a batch: tasks %.2f, staging %.2f, commit %.2f%n",
                what,
                (taskNanos + stageNanos + commitNanos) / 1e6 / batches,
                taskNanos / 1e6 / batches,
                stageNanos / 1e6 / batches,
                commitNanos / 1e6 / batches);
    }

    private void reset() {
        taskNanos = 0;
        stageNanos = 0;
        commitNanos = 0;
    }

    private void restore() {
        states.close();
        StringBuilder times = new StringBuilder();
        for (int i = 0; i < RESTARTS; i++) {
            OperatorStates restored = OperatorStates.durable(Serdes.builtIn(), storage, "restored", threads);
            long begun = System.nanoTime();
            restored.restore(batch, live.files());
            times.append(String.format(Locale.ROOT, " %.0f", (System.nanoTime() - begun) / 1e6));
        }
        System.out.println("restore of " + live.files().size() + " files, " + live.bytes() + " bytes, ms:" + times);
    }

    private void run() throws Exception {
        long before = usedBytes();
        fill();
        System.out.printf(Locale.ROOT, "%.1f bytes of heap a key%n", (usedBytes() - before) / (double) keys);
        touch(50);
        reset();
        touch(200);
        show("1 % touched", 200);
        visit(5);
        reset();
        visit(20);
        show("all visited, 1 % changed", 20);
        restore();
    }

    private static long usedBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** @param arguments the number of keys, the number of threads, a directory for the checkpoint */
    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory(Path.of(arguments[2]), "state");
        StateMeasurement measurement =
                new StateMeasurement(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]), directory);
        measurement.run();
        measurement.workers.shutdown();
        measurement.storage.close();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
