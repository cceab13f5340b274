package dev.millrace.state;

import dev.millrace.serde.Serdes;
import dev.millrace.storage.CheckpointStorage;
import dev.millrace.storage.StateFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts state together again: for every key group its newest snapshot, then the deltas after it, in order of batches. The
 * caller's thread reads files, some megabytes ahead; several threads decode them, each key group by one.
 */
final class StateRestore {
    private static final long NEVER = -1;

    /** So many bytes of files are in memory at once, or one file; a small one counts for more than it has. */
    private static final long WINDOW_BYTES_MAX = 64 << 20;

    private static final long FILE_BYTES_MIN = 16 << 10;

    /** Fewer bytes than this aren't worth waking another thread. */
    private static final long PARALLEL_BYTES_MIN = 1 << 20;

    private final Serdes serdes;
    private final CheckpointStorage storage;
    private final Crew crew;
    private final @Nullable KeyGroupRange owned;

    /** Takes up the key groups {@code owned}, or all. */
    StateRestore(Serdes serdes, CheckpointStorage storage, Crew crew, @Nullable KeyGroupRange owned) {
        this.serdes = serdes;
        this.storage = storage;
        this.crew = crew;
        this.owned = owned;
    }

    Map<String, OperatorState> restore(List<StateFile> files) {
        Map<String, List<StateFile>> byOperator = new LinkedHashMap<>();
        for (StateFile file : files) {
            StateFormat.checkNamed(file);
            byOperator
                    .computeIfAbsent(file.operator(), name -> new ArrayList<>())
                    .add(file);
        }
        Map<String, OperatorState> operators = new LinkedHashMap<>();
        byOperator.forEach((name, itsFiles) -> operators.put(name, new OneOperator(itsFiles).restore()));
        return operators;
    }

    /** The restore of one operator. */
    private final class OneOperator {
        private final List<StateFile> files;
        private final long[] snapshotOf;
        private final Map<StateFile, Long> entriesOf = new HashMap<>();
        private @Nullable OperatorState state;

        private OneOperator(List<StateFile> unordered) {
            files = unordered.stream()
                    .sorted(Comparator.comparing(StateFile::kind, Comparator.reverseOrder())
                            .thenComparingLong(StateFile::batch)
                            .thenComparing(StateFile::object))
                    .toList();
            int groups = files.stream().mapToInt(StateFile::lastKeyGroup).max().orElse(-1) + 1;
            snapshotOf = new long[groups];
            Arrays.fill(snapshotOf, NEVER);
            for (StateFile file : files) {
                if (file.kind() == StateFile.Kind.SNAPSHOT) {
                    for (int group = file.firstKeyGroup(); group <= file.lastKeyGroup(); group++) {
                        snapshotOf[group] = Math.max(snapshotOf[group], file.batch());
                    }
                }
            }
        }

        /** Whether a file holds what the newest snapshot of the key group doesn't. */
        private boolean isNeeded(StateFile file, int keyGroup) {
            if (owned != null && !owned.contains(keyGroup)) {
                return false;
            }
            return file.kind() == StateFile.Kind.SNAPSHOT
                    ? file.batch() == snapshotOf[keyGroup]
                    : file.batch() > snapshotOf[keyGroup];
        }

        private boolean isNeeded(StateFile file) {
            for (int group = file.firstKeyGroup(); group <= file.lastKeyGroup(); group++) {
                if (isNeeded(file, group)) {
                    return true;
                }
            }
            return false;
        }

        private OperatorState restore() {
            List<StateFile> window = new ArrayList<>();
            long bytes = 0;
            for (StateFile file : files) {
                if (isNeeded(file)) {
                    long weight = Math.max(FILE_BYTES_MIN, file.length());
                    if (!window.isEmpty() && bytes + weight > WINDOW_BYTES_MAX) {
                        load(window, bytes);
                        window.clear();
                        bytes = 0;
                    }
                    window.add(file);
                    bytes += weight;
                }
            }
            if (window.isEmpty()) {
                window.add(files.get(0)); // nothing of it is ours, but it tells the number of key groups
            }
            OperatorState restored = load(window, bytes);
            goOn(restored.schedule());
            return restored;
        }

        /** The snapshots go on as if there had been no restart: a process that often starts has them too. */
        private void goOn(SnapshotSchedule schedule) {
            long newest = NEVER;
            for (StateFile file : files) {
                if (!isNeeded(file)) {
                    continue;
                }
                if (file.kind() == StateFile.Kind.SNAPSHOT) {
                    newest = file.batch(); // they are first, in order of batches
                    schedule.foundSnapshot(file.lastKeyGroup(), entriesOf.getOrDefault(file, 0L), file.length());
                } else if (file.batch() > newest) {
                    schedule.wroteDelta(entriesOf.getOrDefault(file, 0L), file.length());
                }
            }
        }

        /** Puts files into the tables: in their order for each key group, key groups in any order. */
        private OperatorState load(List<StateFile> window, long bytes) {
            List<StateFileReader> readers = new ArrayList<>(window.size());
            for (StateFile file : window) {
                readers.add(new StateFileReader(file, storage.read(file.object()), serdes));
            }
            OperatorState target = stateFor(readers);
            List<List<Runnable>> work = new ArrayList<>(target.keyGroups());
            for (int group = 0; group < target.keyGroups(); group++) {
                work.add(new ArrayList<>());
            }
            for (int i = 0; i < readers.size(); i++) {
                StateFileReader reader = readers.get(i);
                entriesOf.put(window.get(i), reader.entries());
                for (StateFileReader.Section section : reader.sections()) {
                    int group = section.keyGroup();
                    if (isNeeded(window.get(i), group)) {
                        work.get(group).add(() -> reader.load(section, target.group(group)));
                    }
                }
            }
            work.removeIf(List::isEmpty);
            crew.run(work.size(), bytes >= PARALLEL_BYTES_MIN, i -> work.get(i).forEach(Runnable::run));
            return target;
        }

        private OperatorState stateFor(List<StateFileReader> readers) {
            OperatorState known = state;
            for (StateFileReader reader : readers) {
                if (known == null) {
                    int keyGroups = reader.keyGroups();
                    KeyGroupRange range = owned == null ? new KeyGroupRange(0, keyGroups) : owned;
                    known = new OperatorState(files.get(0).operator(), keyGroups, range, serdes, NEVER);
                }
                reader.checkKeyGroups(known.keyGroups());
            }
            if (known == null) {
                throw new IllegalStateException("an operator without files");
            }
            state = known;
            return known;
        }
    }
}
