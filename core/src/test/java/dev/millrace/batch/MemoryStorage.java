package dev.millrace.batch;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.storage.CheckpointStorage;
import dev.millrace.storage.StoredObject;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Objects in memory, which outlive its closing. Any thread may call, as of any storage: snapshots have one of their own. */
public class MemoryStorage implements CheckpointStorage {
    public final NavigableMap<String, byte[]> objects = new ConcurrentSkipListMap<>();

    @Override
    public void create(List<StoredObject> created) {
        for (StoredObject object : created) {
            byte[] bytes = new byte[object.content().remaining()];
            object.content().duplicate().get(bytes);
            if (objects.putIfAbsent(object.name(), bytes) != null) {
                throw new MillraceException(Kind.INTERNAL, object.name() + " is there already");
            }
        }
    }

    @Override
    public ByteBuffer read(String name) {
        byte[] bytes = objects.get(name);
        if (bytes == null) {
            throw new MillraceException(Kind.CORRUPT_DATA, name + " isn't there");
        }
        return ByteBuffer.wrap(bytes.clone());
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
