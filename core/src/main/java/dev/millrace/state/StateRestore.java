package dev.millrace.state;

import dev.millrace.MillraceException;
import dev.millrace.serde.Serdes;
import dev.millrace.storage.CheckpointStorage;
import dev.millrace.storage.StateFile;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts state together again: for every key group its newest snapshot, then the deltas after it, in order of batches. */
final class StateRestore {
    private static final long NEVER = -1;

    private final Serdes serdes;
    private final CheckpointStorage storage;

    StateRestore(Serdes serdes, CheckpointStorage storage) {
        this.serdes = serdes;
        this.storage = storage;
    }

    Map<String, OperatorState> restore(List<StateFile> files) {
        Map<String, OperatorState> operators = new LinkedHashMap<>();
        files.stream()
                .map(StateFile::operator)
                .distinct()
                .forEach(operator -> operators.put(
                        operator,
                        restoreOperator(
                                operator,
                                files.stream()
                                        .filter(file -> file.operator().equals(operator))
                                        .sorted(Comparator.comparingLong(StateFile::batch)
                                                .thenComparing(StateFile::object))
                                        .toList())));
        return operators;
    }

    private OperatorState restoreOperator(String operator, List<StateFile> files) {
        int keyGroups =
                StateFormat.readHeader(files.get(0), bytes(files.get(0))).keyGroups();
        OperatorState state = new OperatorState(operator, keyGroups, serdes, NEVER);
        long[] snapshotOf = new long[keyGroups];
        Arrays.fill(snapshotOf, NEVER);
        for (StateFile file : files) {
            if (file.kind() == StateFile.Kind.SNAPSHOT) {
                for (int group = file.firstKeyGroup(); group <= file.lastKeyGroup(); group++) {
                    snapshotOf[group] = Math.max(snapshotOf[group], file.batch());
                }
            }
        }
        for (StateFile file : files) {
            if (file.kind() == StateFile.Kind.SNAPSHOT) {
                load(file, state, group -> snapshotOf[group] == file.batch());
            }
        }
        for (StateFile file : files) {
            if (file.kind() == StateFile.Kind.DELTA) {
                load(file, state, group -> file.batch() > snapshotOf[group]);
            }
        }
        return state;
    }

    private void load(StateFile file, OperatorState state, java.util.function.IntPredicate wanted) {
        StateFormat.read(file, bytes(file), serdes, new StateFormat.Loader() {
            @Override
            public boolean wants(int keyGroup) {
                return wanted.test(keyGroup);
            }

            @Override
            public void entry(int keyGroup, @Nullable Object key, @Nullable Object value) {
                state.load(keyGroup, key, value);
            }
        });
    }

    /** The whole file, after its length and checksum were compared with what {@code Done} says. */
    private byte[] bytes(StateFile file) {
        ByteBuffer content = storage.read(file.object());
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        if (bytes.length != file.length() || StateFormat.checksum(bytes, 0, bytes.length) != file.checksum()) {
            throw new MillraceException(
                    MillraceException.Kind.CORRUPT_DATA,
                    StateFormat.describe(file) + " is not what batch " + file.batch() + " wrote: " + bytes.length
                            + " bytes where " + file.length() + " were written, or another checksum");
        }
        return bytes;
    }
}
