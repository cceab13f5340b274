package dev.millrace.serde;

import dev.millrace.Joined;
import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.Serde;
import dev.millrace.plan.TimedState;
import dev.millrace.window.PaneChange;
import dev.millrace.window.PaneState;
import java.io.Serializable;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
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
    private final transient boolean hashesByCode;
    private final transient Map<String, RegisteredCodec> registered = new HashMap<>();
    private final transient Map<Class<?>, Codec> codecs = new ConcurrentHashMap<>();

    private Serdes(Map<Class<?>, Serde<?>> given, boolean hashesByCode) {
        this.given = Map.copyOf(given);
        this.hashesByCode = hashesByCode;
        codecs.putAll(Scalars.CODECS);
        codecs.put(Pair.class, new Products.PairCodec());
        codecs.put(Joined.class, new Products.JoinedCodec());
        codecs.put(Optional.class, new Products.OptionalCodec());
        codecs.put(PaneState.class, new PanesCodec.Whole());
        codecs.put(TimedState.class, new Products.TimedStateCodec());
        codecs.put(PaneChange.class, new PanesCodec.Change());
        given.forEach((type, serde) -> {
            RegisteredCodec codec = RegisteredCodec.of(type, serde);
            registered.put(type.getName(), codec);
            codecs.put(type, codec);
        });
    }

    /** The built-in ones, records and enums. */
    public static Serdes builtIn() {
        return new Serdes(Map.of(), false);
    }

    /**
     * These beside the built-in ones; a class that is built in may be given another serde.
     *
     * @throws MillraceException CONFIGURATION for String and Long, which have one way alone
     */
    public static Serdes with(Map<Class<?>, Serde<?>> registered) {
        for (Class<?> type : List.<Class<?>>of(String.class, Long.class)) {
            if (registered.containsKey(type)) {
                throw new MillraceException(
                        MillraceException.Kind.CONFIGURATION,
                        "registerSerde(" + type.getSimpleName() + ".class): its values are always written the same way;"
                                + " put them into a record and register a serde for that");
            }
        }
        return new Serdes(registered, false);
    }

    /** The same for keys that never leave this JVM: those of unknown classes hash as they say themselves. */
    public Serdes withinThisJvm() {
        return new Serdes(given, true);
    }

    /** They travel as what the user registered. */
    private Object writeReplace() {
        return new Given(given);
    }

    private record Given(Map<Class<?>, Serde<?>> given) implements Serializable {
        private Object readResolve() {
            return new Serdes(given, false);
        }
    }

    /**
     * A hash that is the same for equal keys in every JVM, for ever: a key's group depends on it.
     *
     * @throws MillraceException USER_CODE for arrays and queues, which are not equal to their copies, and for unknown
     *     classes
     */
    public int hash(@Nullable Object key) {
        if (key instanceof String text) {
            return Hashes.mix(text.hashCode());
        }
        if (key instanceof Long number) {
            return Hashes.mix((long) number);
        }
        if (key instanceof Integer number) {
            return Hashes.mix((long) number);
        }
        return key == null ? NULL_HASH : codecOf(key.getClass()).hash(key, this);
    }

    /** Whether nothing can change this value: a function that was given it has left it as it was. */
    public boolean isImmutable(@Nullable Object value) {
        return value == null
                || value instanceof Long
                || value instanceof String
                || codecOf(value.getClass()).isImmutable(value, this);
    }

    /**
     * Whether nothing can change either of two values and both are written alike, so that one in place of the other is no
     * change. What a class of the user's calls equal isn't asked: it may leave something out.
     */
    public boolean isSame(@Nullable Object value, @Nullable Object other) {
        if (value == null || other == null) {
            return value == other;
        }
        if (value instanceof Long || value instanceof String) {
            return value.equals(other);
        }
        if (value == other) {
            return isImmutable(value);
        }
        return value.getClass() == other.getClass() && codecOf(value.getClass()).isSame(value, other, this);
    }

    Codec codecOf(Class<?> type) {
        Codec codec = codecs.get(type);
        if (codec == null) {
            codec = find(type);
            codecs.put(type, codec);
        }
        return codec;
    }

    private Codec find(Class<?> type) {
        if (type.isRecord()) {
            try {
                return new RecordCodec(type);
            } catch (MillraceException e) {
                return new UnwritableCodec(String.valueOf(e.getMessage()), e.getCause(), hashesByCode);
            }
        }
        Class<?> enumType = type.isEnum() ? type : type.getSuperclass();
        if (enumType != null && enumType.isEnum()) {
            return new EnumCodec(enumType);
        }
        if (Collection.class.isAssignableFrom(type)) {
            return CollectionCodec.of(type, hashesByCode);
        }
        if (Map.class.isAssignableFrom(type)) {
            return MapCodec.of(type, hashesByCode);
        }
        return UnwritableCodec.of(type, hashesByCode);
    }

    @Nullable
    RegisteredCodec registered(String className) {
        return registered.get(className);
    }
}
