package dev.millrace.serde;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Maps: read back as the common one that keeps the same order and is equal. */
record MapCodec(int tag) implements Codec {
    static MapCodec of(Class<?> type) {
        if (SortedMap.class.isAssignableFrom(type)) {
            return new MapCodec(Tag.TREE_MAP);
        }
        return new MapCodec(type == HashMap.class ? Tag.HASH_MAP : Tag.LINKED_HASH_MAP);
    }

    @Override
    public void write(Object value, ByteOutput out) {
        Map<?, ?> map = (Map<?, ?>) value;
        if (value instanceof SortedMap<?, ?> sorted && sorted.comparator() != null) {
            throw CollectionCodec.ownOrder("map");
        }
        out.writeByte(tag);
        out.writeVarInt(map.size());
        out.enter(value);
        map.forEach((key, mapped) -> {
            out.writeValue(key);
            out.writeValue(mapped);
        });
        out.leave();
    }

    @Override
    public int hash(Object value, Serdes serdes) {
        int hash = 1;
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
            hash += Hashes.combine(serdes.hash(entry.getKey()), serdes.hash(entry.getValue()));
        }
        return hash;
    }

    @Override
    public boolean isImmutable(Object value, Serdes serdes) {
        return false;
    }

    static Map<Object, Object> empty(int tag, int size) {
        return switch (tag) {
            case Tag.HASH_MAP -> new HashMap<>(size * 2);
            case Tag.LINKED_HASH_MAP -> new LinkedHashMap<>(size * 2);
            default -> new TreeMap<>();
        };
    }
}
