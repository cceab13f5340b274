package dev.millrace.state;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.MillraceException;
import dev.millrace.storage.CheckpointStorage;
import dev.millrace.storage.StoredObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Objects in memory. */
final class MemoryStorage implements CheckpointStorage {
    private final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();
    private final List<String> reads = new ArrayList<>();
    private int creations;
    private @Nullable MillraceException refusal;

    /** From here on creations fail so, or not where it is null. */
    void refuse(@Nullable MillraceException failure) {
        refusal = failure;
    }

    /** The content itself, to be damaged. */
    byte[] bytes(String name) {
        return requireNonNull(objects.get(name), name);
    }

    void replace(String name, byte[] content) {
        objects.put(name, content);
    }

    /** Which objects were read since the last call. */
    List<String> takeReads() {
        List<String> taken = List.copyOf(reads);
        reads.clear();
        return taken;
    }

    /** How often something was created: each time with one sync. */
    int creations() {
        return creations;
    }

    @Override
    public void create(List<StoredObject> created) {
        if (refusal != null) {
            throw refusal;
        }
        creations++;
        for (StoredObject object : created) {
            byte[] bytes = new byte[object.content().remaining()];
            object.content().duplicate().get(bytes);
            assertEquals(null, objects.put(object.name(), bytes), object.name() + " is created once");
        }
    }

    @Override
    public ByteBuffer read(String name) {
        reads.add(name);
        return ByteBuffer.wrap(bytes(name));
    }

    @Override
    public List<String> list(String prefix) {
        return objects.keySet().stream().filter(name -> name.startsWith(prefix)).toList();
    }

    @Override
    public void delete(Collection<String> names) {
        objects.keySet().removeAll(names);
    }

    @Override
    public void close() {}
}
