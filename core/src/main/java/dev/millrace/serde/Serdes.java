package dev.millrace.serde;

import dev.millrace.Joined;
import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.Serde;
import java.io.Serializable;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The serdes of a program: built-in ones, those of records and enums, and what the user registered. Finds how a value is
 * written by its class, and hashes keys the same way in every JVM. Any thread.
 */
public final class Serdes implements Serializable {
    private static final int NULL_HASH = 0x6d696c6c;

    private final transient Map<Class<?>, Serde<?>> given;
    private final transient Map<String, RegisteredCodec> registered = new HashMap<>();
    private final transient Map<Class<?>, Codec> codecs = new ConcurrentHashMap<>();

    private Serdes(Map<Class<?>, Serde<?>> given) {
        this.given = Map.copyOf(given);
        codecs.putAll(Scalars.CODECS);
        codecs.put(Pair.class, new Products.PairCodec());
        codecs.put(Joined.class, new Products.JoinedCodec());
        codecs.put(Optional.class, new Products.OptionalCodec());
        given.forEach((type, serde) -> {
            RegisteredCodec codec = RegisteredCodec.of(type, serde);
            registered.put(type.getName(), codec);
            codecs.put(type, codec);
        });
    }

    /** The built-in ones, records and enums. */
    public static Serdes builtIn() {
        return new Serdes(Map.of());
    }

    /** These beside the built-in ones; a class that is built in may be given another serde. */
    public static Serdes with(Map<Class<?>, Serde<?>> registered) {
        return new Serdes(registered);
    }

    /** They travel as what the user registered. */
    private Object writeReplace() {
        return new Given(given);
    }

    private record Given(Map<Class<?>, Serde<?>> given) implements Serializable {
        private Object readResolve() {
            return new Serdes(given);
        }
    }

    /**
     * A hash that is the same for equal keys in every JVM, for ever: a key's group depends on it.
     *
     * @throws MillraceException USER_CODE for arrays, which are not equal to their copies, and for unknown classes
     */
    public int hash(@Nullable Object key) {
        if (key instanceof String text) {
            return Hashes.mix(text.hashCode());
        }
        if (key instanceof Long number) {
            return Hashes.mix((long) number);
        }
        return key == null ? NULL_HASH : codecOf(key.getClass()).hash(key, this);
    }

    /** Whether nothing can change this value: a function that was given it has left it as it was. */
    public boolean isImmutable(@Nullable Object value) {
        return value == null
                || (value instanceof Number && Scalars.CODECS.containsKey(value.getClass()))
                || codecOf(value.getClass()).isImmutable(value, this);
    }

    Codec codecOf(Class<?> type) {
        Codec codec = codecs.get(type);
        if (codec == null) {
            codec = find(type);
            codecs.put(type, codec);
        }
        return codec;
    }

    private static Codec find(Class<?> type) {
        if (type.isRecord()) {
            return new RecordCodec(type);
        }
        Class<?> enumType = type.isEnum() ? type : type.getSuperclass();
        if (enumType != null && enumType.isEnum()) {
            return new EnumCodec(enumType);
        }
        if (Collection.class.isAssignableFrom(type)) {
            return CollectionCodec.of(type);
        }
        if (Map.class.isAssignableFrom(type)) {
            return MapCodec.of(type);
        }
        throw type.isArray() ? arrayAsKey(type) : unknown(type.getName());
    }

    @Nullable
    RegisteredCodec registered(String className) {
        return registered.get(className);
    }

    static MillraceException arrayAsKey(Class<?> type) {
        return new MillraceException(
                MillraceException.Kind.USER_CODE,
                "a " + type.getSimpleName()
                        + " can't be a key or a part of one, because an array isn't equal to its copy;"
                        + " use a List, a String or a record");
    }

    static MillraceException unknown(String className) {
        return new MillraceException(
                MillraceException.Kind.USER_CODE,
                "values of " + className
                        + " can't be written: it is no record, enum or common type. Make it a record, or"
                        + " call StreamingContext.builder().registerSerde(" + className + ".class, serde)");
    }
}
