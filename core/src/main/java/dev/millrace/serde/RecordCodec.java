package dev.millrace.serde;

import dev.millrace.MillraceException;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records, component by component, by name: a component that a file lacks is null, zero or false, one that the class
 * lacks is dropped.
 */
final class RecordCodec implements Codec {
    private static final Map<Class<?>, Object> DEFAULTS = Map.of(
            boolean.class,
            false,
            byte.class,
            (byte) 0,
            short.class,
            (short) 0,
            char.class,
            (char) 0,
            int.class,
            0,
            long.class,
            0L,
            float.class,
            0f,
            double.class,
            0d);

    private final Class<?> recordClass;
    private final DescribedType type;
    private final Method[] accessors;
    private final Constructor<?> constructor;
    private final List<String> names = new ArrayList<>();
    private final @Nullable Object[] defaults;
    private final boolean immutable;

    RecordCodec(Class<?> recordClass) {
        this.recordClass = recordClass;
        RecordComponent[] components = recordClass.getRecordComponents();
        accessors = new Method[components.length];
        defaults = new @Nullable Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                accessors[i] = components[i].getAccessor();
                accessors[i].setAccessible(true);
                types[i] = components[i].getType();
                defaults[i] = DEFAULTS.get(types[i]);
                names.add(components[i].getName());
            }
            constructor = recordClass.getDeclaredConstructor(types);
            constructor.setAccessible(true);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new MillraceException(
                    MillraceException.Kind.USER_CODE,
                    "record " + recordClass.getName() + " can't be looked into (" + e.getMessage()
                            + "): open its package to Millrace, or register a serde for it",
                    e);
        }
        type = new DescribedType(DescribedType.Form.FIELDS, recordClass.getName(), List.copyOf(names));
        immutable = Arrays.stream(types).allMatch(RecordCodec::isAlwaysImmutable);
    }

    /** Whether no value of a component's type can be changed, so that values needn't be looked into. */
    private static boolean isAlwaysImmutable(Class<?> component) {
        return component.isPrimitive()
                || component.isEnum()
                || (Modifier.isFinal(component.getModifiers())
                        && component != byte[].class
                        && Scalars.CODECS.containsKey(component));
    }

    @Override
    public void write(Object value, ByteOutput out) {
        out.writeType(type);
        out.enter(value);
        for (Method accessor : accessors) {
            out.writeValue(component(accessor, value));
        }
        out.leave();
    }

    private @Nullable Object component(Method accessor, Object value) {
        try {
            return accessor.invoke(value);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw failed("component " + accessor.getName() + " can't be read", e);
        }
    }

    /** Where each stored component goes: an index of a component of the class, or -1. */
    int[] places(DescribedType stored) {
        return stored.names().stream().mapToInt(names::indexOf).toArray();
    }

    Object read(ByteInput in, int[] places) {
        @Nullable Object[] values = Arrays.copyOf(defaults, defaults.length);
        for (int place : places) {
            if (place < 0) {
                in.skipValue();
            } else {
                values[place] = in.readValue();
            }
        }
        try {
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            Throwable cause = e instanceof InvocationTargetException thrown ? thrown.getTargetException() : e;
            throw failed("a value of " + in.origin() + " doesn't fit" + misfit(values), cause);
        }
    }

    /** Which component can't take what was stored for it; nothing if the constructor itself refused the values. */
    private String misfit(@Nullable Object[] values) {
        Class<?>[] types = constructor.getParameterTypes();
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (!fits(types[i], value)) {
                return ", since component '" + names.get(i) + "' is " + types[i].getName() + " now and was stored as "
                        + (value == null ? "null" : value.getClass().getName())
                        + ": give what has another type another name";
            }
        }
        return "";
    }

    private static boolean fits(Class<?> type, @Nullable Object value) {
        if (value == null) {
            return !type.isPrimitive();
        }
        try {
            Array.set(Array.newInstance(type, 1), 0, value);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private MillraceException failed(String what, @Nullable Throwable cause) {
        return new MillraceException(
                MillraceException.Kind.USER_CODE,
                "record " + recordClass.getName() + ": " + what + ": " + (cause == null ? "" : cause.getMessage()),
                cause);
    }

    @Override
    public int hash(Object value, Serdes serdes) {
        int hash = Hashes.mix(names.size());
        for (Method accessor : accessors) {
            hash = Hashes.combine(hash, serdes.hash(component(accessor, value)));
        }
        return hash;
    }

    @Override
    public boolean isImmutable(Object value, Serdes serdes) {
        if (immutable) {
            return true;
        }
        for (Method accessor : accessors) {
            if (!serdes.isImmutable(component(accessor, value))) {
                return false;
            }
        }
        return true;
    }

    /** Component by component, because a record's own {@code equals} may leave some out. */
    @Override
    public boolean isSame(Object value, Object other, Serdes serdes) {
        for (Method accessor : accessors) {
            if (!serdes.isSame(component(accessor, value), component(accessor, other))) {
                return false;
            }
        }
        return true;
    }
}
