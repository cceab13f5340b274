package dev.millrace.serde;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Maps, as {@link CollectionCodec} has collections. */
record MapCodec(int tag) implements Codec {
    private static final Map<Class<?>, Integer> TAGS =
            Map.of(HashMap.class, Tag.HASH_MAP, LinkedHashMap.class, Tag.LINKED_HASH_MAP, TreeMap.class, Tag.TREE_MAP);

    static Codec of(Class<?> type, boolean hashesByCode) {
        Integer tag = TAGS.get(type);
        if (tag == null && CollectionCodec.isNameless(type)) {
            tag = SortedMap.class.isAssignableFrom(type) ? Tag.TREE_MAP : Tag.LINKED_HASH_MAP;
        }
        return tag == null ? UnwritableCodec.collection(type, hashesByCode) : new MapCodec(tag);
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
        return hash((Map<?, ?>) value, serdes);
    }

    static int hash(Map<?, ?> map, Serdes serdes) {
        int hash = 1;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            hash += Hashes.combine(serdes.hash(entry.getKey()), serdes.hash(entry.getValue()));
        }
        return hash;
    }

    @Override
    public boolean isImmutable(Object value, Serdes serdes) {
        return false;
    }

    @Override
    public boolean isSame(Object value, Object other, Serdes serdes) {
        return false;
    }

    static Map<Object, Object> empty(int tag, int size) {
        return switch (tag) {
            case Tag.HASH_MAP -> new HashMap<>(CollectionCodec.room(size));
            case Tag.LINKED_HASH_MAP -> new LinkedHashMap<>(CollectionCodec.room(size));
            default -> new TreeMap<>();
        };
    }
}
