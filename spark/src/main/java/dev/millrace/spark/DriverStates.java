package dev.millrace.spark;

import dev.millrace.storage.StateFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the driver knows of keyed state: for every operator the version of each partition that the batches up to the last
 * committed one made, the executor that keeps it and the files that hold it, and what the batch under way has made. The
 * state itself lives in executors. Batch thread.
 */
final class DriverStates {
    private final Map<String, Known> committed = new HashMap<>();
    private final Map<String, List<StateResult>> underWay = new HashMap<>();
    private String restored = "";

    /** One operator: its versions by partition, no one if it was restored, and the files of all partitions. */
    private static final class Known {
        private List<StateResult> versions = List.of();
        private final StateFiles files = new StateFiles();
    }

    /** Takes up what a batch left. */
    void restore(long batch, List<StateFile> files) {
        committed.clear();
        underWay.clear();
        restored = "restored." + batch;
        files.forEach(file -> known(file.operator()).files.add(file));
    }

    private Known known(String operator) {
        return committed.computeIfAbsent(operator, name -> new Known());
    }

    /** Whether the operator has had no state ever. */
    boolean isNew(String operator) {
        return !committed.containsKey(operator);
    }

    /** The versions that the next batch builds upon, by partition. */
    List<String> versions(String operator, int partitions) {
        Known known = committed.get(operator);
        if (known == null) {
            return Collections.nCopies(partitions, "");
        }
        List<StateResult> last = known.versions;
        if (last.size() == partitions) {
            return last.stream().map(StateResult::version).toList();
        }
        // Nobody has partitions cut in this way: they are made of files.
        return Collections.nCopies(
                partitions, last.isEmpty() ? restored : "of " + last.get(0).version());
    }

    /** The files that hold these versions. */
    List<StateFile> files(String operator) {
        Known known = committed.get(operator);
        return known == null ? List.of() : known.files.needed();
    }

    /**
     * Where the partitions' state should be: with the executor that has it, or that should have it from now on; null where
     * none of those that live is known. {@code canMove} says whether all of it is in files.
     */
    List<@Nullable String> places(String operator, int partitions, List<LiveExecutors.Home> live, boolean canMove) {
        Known known = committed.get(operator);
        List<@Nullable String> last = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            StateResult made = known == null || known.versions.size() != partitions ? null : known.versions.get(i);
            last.add(made == null ? null : made.executor());
        }
        List<@Nullable String> places = new ArrayList<>();
        Homes.assign(last, live, canMove).forEach(home -> places.add(home == null ? null : home.place()));
        return places;
    }

    /** The executor that keeps each partition of the last committed version. */
    List<String> homes(String operator) {
        Known known = committed.get(operator);
        return known == null
                ? List.of()
                : known.versions.stream().map(StateResult::executor).toList();
    }

    void ran(String operator, List<StateResult> winners) {
        underWay.put(operator, List.copyOf(winners));
    }

    /** The files of the winning attempts. */
    List<StateFile> staged() {
        List<StateFile> files = new ArrayList<>();
        underWay.values().forEach(results -> results.forEach(result -> files.addAll(result.files())));
        return files;
    }

    void commit() {
        underWay.forEach((operator, results) -> {
            Known known = known(operator);
            known.versions = results;
            results.forEach(result -> result.files().forEach(known.files::add));
        });
        underWay.clear();
    }

    void abort() {
        underWay.clear();
    }
}
