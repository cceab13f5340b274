package dev.millrace.state;

import dev.millrace.serde.Serdes;
import dev.millrace.storage.CheckpointStorage;
import dev.millrace.storage.StateFile;
import dev.millrace.storage.StoredObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Writes what a batch changed: a file per operator, all of them ahead of the record that names them. */
final class DeltaWriter {
    /** A file isn't made larger than this, unless a single part is. */
    private static final long FILE_BYTES_MAX = 1L << 30;

    private final Serdes serdes;
    private final long batch;
    private final String suffix;
    private final long fileBytesMax;
    private final List<StoredObject> objects = new ArrayList<>();
    private final List<StateFile> files = new ArrayList<>();

    DeltaWriter(Serdes serdes, long batch, long epoch, int attempt) {
        this(serdes, batch, epoch, attempt, FILE_BYTES_MAX);
    }

    DeltaWriter(Serdes serdes, long batch, long epoch, int attempt, long fileBytesMax) {
        this.serdes = serdes;
        this.batch = batch;
        this.suffix = "." + epoch + "." + attempt;
        this.fileBytesMax = fileBytesMax;
    }

    /** Adds what of an operator's state has been encoded, if anything was changed. */
    void add(OperatorState state, List<EncodedPart> parts) {
        long written = 0;
        long entries = 0;
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < parts.size(); i++) {
            EncodedPart part = parts.get(i);
            if (i > from && bytes + part.bytesMax() > fileBytesMax) {
                written += addFile(state, parts.subList(from, i));
                from = i;
                bytes = 0;
            }
            bytes += part.bytesMax();
            entries += part.entries();
        }
        if (!parts.isEmpty()) {
            written += addFile(state, parts.subList(from, parts.size()));
            state.schedule().wroteDelta(entries, written);
        }
    }

    private int addFile(OperatorState state, List<EncodedPart> parts) {
        KeyGroupRange groups = new KeyGroupRange(
                parts.get(0).groups().first(),
                parts.get(parts.size() - 1).groups().until());
        StateFormat.Header header =
                new StateFormat.Header(state.name(), StateFile.Kind.DELTA, batch, state.keyGroups());
        ByteBuffer content = StateFormat.file(serdes, header, parts);
        String object = "state/" + state.name() + "/" + batch + "." + groups.first() + suffix;
        files.add(StateFormat.named(header, groups, object, content));
        objects.add(new StoredObject(object, content));
        return content.remaining();
    }

    void createIn(CheckpointStorage storage) {
        if (!objects.isEmpty()) {
            storage.createAhead(objects);
        }
    }

    List<StateFile> files() {
        return files;
    }
}
