package dev.millrace.serde;

import dev.millrace.MillraceException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SortedSet;

/** Collections: read back as the common one that keeps the same order and is equal. */
record CollectionCodec(int tag) implements Codec {
    static CollectionCodec of(Class<?> type) {
        if (List.class.isAssignableFrom(type)) {
            return new CollectionCodec(Tag.ARRAY_LIST);
        }
        if (SortedSet.class.isAssignableFrom(type)) {
            return new CollectionCodec(Tag.TREE_SET);
        }
        if (type == HashSet.class) {
            return new CollectionCodec(Tag.HASH_SET);
        }
        if (Set.class.isAssignableFrom(type)) {
            return new CollectionCodec(Tag.LINKED_HASH_SET);
        }
        if (Queue.class.isAssignableFrom(type) && type == ArrayDeque.class) {
            return new CollectionCodec(Tag.ARRAY_DEQUE);
        }
        throw Serdes.unknown(type.getName());
    }

    @Override
    public void write(Object value, ByteOutput out) {
        Collection<?> values = (Collection<?>) value;
        if (value instanceof SortedSet<?> sorted && sorted.comparator() != null) {
            throw ownOrder("set");
        }
        out.writeByte(tag);
        out.writeVarInt(values.size());
        out.enter(value);
        values.forEach(out::writeValue);
        out.leave();
    }

    static MillraceException ownOrder(String what) {
        return new MillraceException(
                MillraceException.Kind.USER_CODE,
                "a sorted " + what
                        + " with a comparator of its own can't be written, because the comparator can't; use the"
                        + " natural order or a list");
    }

    @Override
    public int hash(Object value, Serdes serdes) {
        int hash = 1;
        boolean ordered = value instanceof List || value instanceof Queue;
        for (Object element : (Collection<?>) value) {
            hash = ordered ? Hashes.combine(hash, serdes.hash(element)) : hash + Hashes.mix(serdes.hash(element));
        }
        return hash;
    }

    @Override
    public boolean isImmutable(Object value, Serdes serdes) {
        return false;
    }

    /** The linked form keeps the order of sets whose class doesn't say what order they have. */
    static Collection<Object> empty(int tag, int size) {
        return switch (tag) {
            case Tag.ARRAY_LIST -> new java.util.ArrayList<>(size);
            case Tag.ARRAY_DEQUE -> new ArrayDeque<>(size);
            case Tag.HASH_SET -> new HashSet<>(size * 2);
            case Tag.LINKED_HASH_SET -> new LinkedHashSet<>(size * 2);
            default -> new java.util.TreeSet<>();
        };
    }
}
