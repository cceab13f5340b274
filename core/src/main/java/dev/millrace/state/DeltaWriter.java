package dev.millrace.state;

import dev.millrace.serde.Serdes;
import dev.millrace.storage.CheckpointStorage;
import dev.millrace.storage.StateFile;
import dev.millrace.storage.StoredObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Writes what a batch changed: a file per operator, all of them with one sync. */
final class DeltaWriter {
    private final Serdes serdes;
    private final long batch;
    private final long epoch;
    private final int attempt;
    private final List<StoredObject> objects = new ArrayList<>();
    private final List<StateFile> files = new ArrayList<>();

    DeltaWriter(Serdes serdes, long batch, long epoch, int attempt) {
        this.serdes = serdes;
        this.batch = batch;
        this.epoch = epoch;
        this.attempt = attempt;
    }

    /** Encodes an operator's touched keys, if there are any. */
    void add(OperatorState state) {
        StateFormat.Writer writer = null;
        int first = -1;
        int last = -1;
        for (int keyGroup = 0; keyGroup < state.keyGroups(); keyGroup++) {
            KeyGroupTable group = state.group(keyGroup);
            if (group.touchedKeys() == 0) {
                continue;
            }
            if (writer == null) {
                writer = new StateFormat.Writer(serdes, state.name(), StateFile.Kind.DELTA, batch, state.keyGroups());
                first = keyGroup;
            }
            last = keyGroup;
            writer.begin(keyGroup);
            group.forEachTouched(writer::entry);
            writer.end();
        }
        if (writer != null) {
            ByteBuffer content = writer.finish();
            state.schedule().wroteDelta(writer.entries(), content.remaining());
            String object = "state/" + state.name() + "/" + batch + ".0." + epoch + "." + attempt;
            files.add(file(
                    state.name(), StateFile.Kind.DELTA, batch, new KeyGroupRange(first, last + 1), object, content));
            objects.add(new StoredObject(object, content));
        }
    }

    void createIn(CheckpointStorage storage) {
        if (!objects.isEmpty()) {
            storage.create(objects);
        }
    }

    List<StateFile> files() {
        return files;
    }

    static StateFile file(
            String operator, StateFile.Kind kind, long batch, KeyGroupRange range, String object, ByteBuffer content) {
        int checksum = StateFormat.checksum(content.array(), content.arrayOffset(), content.remaining());
        return new StateFile(
                operator, kind, batch, range.first(), range.until() - 1, object, content.remaining(), checksum);
    }
}
