package dev.millrace.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.storage.StateFile;
import java.util.List;
import org.junit.jupiter.api.Test;

class StateIndexTest {
    private final StateIndex index = new StateIndex();

    private static List<String> names(List<StateFile> files) {
        return files.stream().map(StateFile::object).toList();
    }

    @Test
    void deltasAreNeededUntilEveryKeyGroupHasASnapshotAfterThem() {
        index.add(Records.delta(1));
        index.add(Records.delta(2));
        assertEquals(List.of(), index.add(Records.snapshot(2, 0, 63)));
        index.add(Records.delta(3));
        assertEquals(List.of("state/totals.0.1", "state/totals.0.2"), names(index.add(Records.snapshot(2, 64, 127))));
        assertEquals(List.of("state/totals.s.2.0", "state/totals.0.3", "state/totals.s.2.64"), names(index.live()));
    }

    @Test
    void aSnapshotIsSuperfluousWhenANewerOneHoldsAllItsKeyGroups() {
        index.add(Records.snapshot(1, 0, 63));
        index.add(Records.snapshot(1, 64, 127));
        assertEquals(List.of("state/totals.s.1.64"), names(index.add(Records.snapshot(5, 64, 127))));
        assertEquals(
                List.of("state/totals.s.1.0"),
                names(index.add(Records.snapshot(6, 0, 127))).subList(0, 1));
    }

    @Test
    void anOldSnapshotThatComesLateIsSuperfluousItself() {
        index.add(Records.snapshot(5, 0, 127));
        assertEquals(List.of("state/totals.s.4.0"), names(index.add(Records.snapshot(4, 0, 63))));
    }

    @Test
    void droppingAnOperatorGivesItsFiles() {
        index.add(Records.delta(1));
        assertEquals(List.of("state/totals.0.1"), names(index.drop("totals")));
        assertEquals(List.of(), index.live());
        assertEquals(List.of(), index.drop("unknown"));
    }
}
