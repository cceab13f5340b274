package dev.millrace.spark;

import dev.millrace.storage.StateFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the driver knows of keyed state: for every operator the version of each partition that the batches up to the last
 * committed one made, and those that the batch under way has made. The state itself lives in executors. Batch thread.
 */
final class DriverStates {
    private final Map<String, List<StateResult>> committed = new HashMap<>();
    private final Map<String, List<StateResult>> underWay = new HashMap<>();

    /** Whether the operator has had no state ever. */
    boolean isNew(String operator) {
        return !committed.containsKey(operator);
    }

    /** The versions that the next batch builds upon, by partition; the empty one has nothing. */
    List<String> bases(String operator, int partitions) {
        List<StateResult> last = committed.get(operator);
        return last == null
                ? Collections.nCopies(partitions, "")
                : last.stream().map(StateResult::version).toList();
    }

    /** Where the partitions' state lives, as Spark names places; an empty list where nothing is known. */
    List<String> executors(String operator, int partitions) {
        return List.of();
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
        committed.putAll(underWay);
        underWay.clear();
    }

    void abort() {
        underWay.clear();
    }
}
