package dev.millrace.serde;

import dev.millrace.MillraceException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Values that can't be written, which is said when one is to be written, not before: without a checkpoint any class works.
 * They count as mutable. {@code hashesByCode} where keys never leave this JVM.
 */
record UnwritableCodec(String why, @Nullable Throwable cause, boolean hashesByCode) implements Codec {
    static UnwritableCodec of(Class<?> type, boolean hashesByCode) {
        if (type.isArray()) {
            return because(
                    "values of " + type.getCanonicalName()
                            + " can't be written; use a List, a byte[] or a record of them",
                    hashesByCode);
        }
        return because(
                "values of " + type.getName() + " can't be written: it is no record, enum or common type. Make it a"
                        + " record, or " + registerSerde(type),
                hashesByCode);
    }

    /** A class of collections that would come back as another class, which the program may not expect. */
    static UnwritableCodec collection(Class<?> type, boolean hashesByCode) {
        return because(
                "values of " + type.getName() + " can't be written, because they would come back as another class. Use"
                        + " ArrayList, LinkedList, ArrayDeque, PriorityQueue, HashSet, LinkedHashSet, TreeSet, HashMap,"
                        + " LinkedHashMap or TreeMap, or " + registerSerde(type),
                hashesByCode);
    }

    private static UnwritableCodec because(String why, boolean hashesByCode) {
        return new UnwritableCodec(why, null, hashesByCode);
    }

    private static String registerSerde(Class<?> type) {
        return "call StreamingContext.builder().registerSerde(" + type.getName() + ".class, serde)";
    }

    static MillraceException unequalToItsCopy(Class<?> type) {
        return new MillraceException(
                MillraceException.Kind.USER_CODE,
                "a " + type.getSimpleName()
                        + " can't be a key or a part of one, because it isn't equal to its copy;"
                        + " use a List, a String or a record");
    }

    private MillraceException refused() {
        return new MillraceException(MillraceException.Kind.USER_CODE, why, cause);
    }

    @Override
    public void write(Object value, ByteOutput out) {
        throw refused();
    }

    @Override
    public int hash(Object value, Serdes serdes) {
        if (value.getClass().isArray()) {
            throw unequalToItsCopy(value.getClass());
        }
        if (!hashesByCode) {
            throw refused();
        }
        if (value instanceof List<?> list) {
            return CollectionCodec.hashInOrder(list, serdes);
        }
        if (value instanceof Set<?> set) {
            return CollectionCodec.hashInAnyOrder(set, serdes);
        }
        return value instanceof Map<?, ?> map ? MapCodec.hash(map, serdes) : Hashes.mix(value.hashCode());
    }

    @Override
    public boolean isImmutable(Object value, Serdes serdes) {
        return false;
    }

    @Override
    public boolean isSame(Object value, Object other, Serdes serdes) {
        return false;
    }
}
