package dev.millrace.serde;

import dev.millrace.SerdeOutput;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** The type table of a file that is being written. One thread at a time. */
public final class WrittenTypes {
    private final IdentityHashMap<DescribedType, Integer> indexes = new IdentityHashMap<>();
    private final List<DescribedType> types = new ArrayList<>();

    int indexOf(DescribedType type) {
        Integer index = indexes.get(type);
        if (index == null) {
            index = types.size();
            indexes.put(type, index);
            types.add(type);
        }
        return index;
    }

    /** After all values of the file were written. */
    public void write(SerdeOutput out) {
        out.writeVarInt(types.size());
        types.forEach(type -> type.write(out));
    }
}
