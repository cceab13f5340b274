package dev.millrace.serde;

import dev.millrace.MillraceException;
import java.lang.reflect.Modifier;
import java.util.AbstractCollection;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractQueue;
import java.util.AbstractSequentialList;
import java.util.AbstractSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Collections. The JDK's common ones keep their class; those whose class nobody can name, as {@code List.of} gives, come
 * back as the common one that is equal and keeps their order; others are refused.
 */
record CollectionCodec(int tag) implements Codec {
    private static final Map<Class<?>, Integer> TAGS = Map.of(
            ArrayList.class,
            Tag.ARRAY_LIST,
            LinkedList.class,
            Tag.LINKED_LIST,
            ArrayDeque.class,
            Tag.ARRAY_DEQUE,
            PriorityQueue.class,
            Tag.PRIORITY_QUEUE,
            HashSet.class,
            Tag.HASH_SET,
            LinkedHashSet.class,
            Tag.LINKED_HASH_SET,
            TreeSet.class,
            Tag.TREE_SET);
    private static final Set<Class<?>> NAMELESS_BASES = Set.of(
            Object.class,
            AbstractCollection.class,
            AbstractList.class,
            AbstractSequentialList.class,
            AbstractSet.class,
            AbstractQueue.class,
            AbstractMap.class);

    /** More room than this isn't made before the elements are there, whatever their number is said to be. */
    private static final int ROOM_MAX = 1 << 16;

    static Codec of(Class<?> type, boolean hashesByCode) {
        Integer tag = TAGS.get(type);
        if (tag == null && isNameless(type)) {
            if (List.class.isAssignableFrom(type)) {
                tag = Tag.ARRAY_LIST;
            } else if (SortedSet.class.isAssignableFrom(type)) {
                tag = Tag.TREE_SET;
            } else if (Set.class.isAssignableFrom(type)) {
                tag = Tag.LINKED_HASH_SET;
            }
        }
        return tag == null ? UnwritableCodec.collection(type, hashesByCode) : new CollectionCodec(tag);
    }

    /** A class of the JDK's that no program can declare a variable of: it only knows the interface. */
    static boolean isNameless(Class<?> type) {
        Class<?> named = type;
        while (!Modifier.isPublic(named.getModifiers()) && named.getSuperclass() != null) {
            named = named.getSuperclass();
        }
        return type.getPackageName().equals("java.util") && NAMELESS_BASES.contains(named);
    }

    @Override
    public void write(Object value, ByteOutput out) {
        Collection<?> values = (Collection<?>) value;
        if (value instanceof SortedSet<?> sorted && sorted.comparator() != null) {
            throw ownOrder("set");
        }
        if (value instanceof PriorityQueue<?> queue && queue.comparator() != null) {
            throw ownOrder("queue");
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
        if (value instanceof List<?> list) {
            return hashInOrder(list, serdes);
        }
        if (value instanceof Set<?> set) {
            return hashInAnyOrder(set, serdes);
        }
        throw UnwritableCodec.unequalToItsCopy(value.getClass());
    }

    static int hashInOrder(List<?> list, Serdes serdes) {
        int hash = 1;
        for (Object element : list) {
            hash = Hashes.combine(hash, serdes.hash(element));
        }
        return hash;
    }

    static int hashInAnyOrder(Set<?> set, Serdes serdes) {
        int hash = 1;
        for (Object element : set) {
            hash += Hashes.mix(serdes.hash(element));
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

    /** The linked form keeps the order of sets whose class doesn't say what order they have. */
    @SuppressWarnings("JdkObsolete") // what was a LinkedList stays one
    static Collection<Object> empty(int tag, int size) {
        return switch (tag) {
            case Tag.ARRAY_LIST -> new ArrayList<>(Math.min(size, ROOM_MAX));
            case Tag.LINKED_LIST -> new LinkedList<>();
            case Tag.ARRAY_DEQUE -> new ArrayDeque<>(Math.min(size, ROOM_MAX));
            case Tag.PRIORITY_QUEUE -> new PriorityQueue<>();
            case Tag.HASH_SET -> new HashSet<>(room(size));
            case Tag.LINKED_HASH_SET -> new LinkedHashSet<>(room(size));
            default -> new TreeSet<>();
        };
    }

    /** The capacity of a hash table for so many elements. */
    static int room(int size) {
        return Math.min(size, ROOM_MAX) * 2;
    }
}
