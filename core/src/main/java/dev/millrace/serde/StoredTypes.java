package dev.millrace.serde;

import dev.millrace.MillraceException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The type table of a file that is read. A class is looked for when its first value is read, not when it is skipped. Any
 * thread.
 */
public final class StoredTypes {
    private static final StoredTypes NONE = new StoredTypes(Serdes.builtIn(), List.of());

    private final Serdes serdes;
    private final List<DescribedType> types;
    private final AtomicReferenceArray<@Nullable TypeReader> readers;

    private StoredTypes(Serdes serdes, List<DescribedType> types) {
        this.serdes = serdes;
        this.types = types;
        this.readers = new AtomicReferenceArray<>(types.size());
    }

    /** For bytes that hold values of built-in types alone. */
    public static StoredTypes none() {
        return NONE;
    }

    /** Reads what {@link WrittenTypes#write} wrote. */
    public static StoredTypes read(ByteInput in, Serdes serdes) {
        int count = in.readCount(3);
        List<DescribedType> types = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            types.add(DescribedType.read(in));
        }
        return new StoredTypes(serdes, types);
    }

    /** Reads the values of one stored type. */
    @FunctionalInterface
    interface TypeReader {
        Object read(ByteInput in);
    }

    DescribedType type(int index, ByteInput in) {
        if (index < 0 || index >= types.size()) {
            throw in.malformed("there is no type " + index);
        }
        return types.get(index);
    }

    TypeReader reader(int index, ByteInput in) {
        DescribedType type = type(index, in);
        TypeReader reader = readers.get(index);
        if (reader == null) {
            reader = makeReader(type, in);
            readers.set(index, reader);
        }
        return reader;
    }

    private TypeReader makeReader(DescribedType type, ByteInput in) {
        RegisteredCodec registered = serdes.registered(type.className());
        if (type.form() == DescribedType.Form.SERDE) {
            if (registered == null) {
                throw missing(type, in, "register the serde '" + type.names().get(0) + "' for it again");
            }
            return input -> registered.read(input, type);
        }
        Class<?> found = load(type, in);
        if (type.form() == DescribedType.Form.CONSTANT) {
            Object constant = constant(found, type, in);
            return input -> constant;
        }
        if (!found.isRecord()) {
            throw missing(type, in, "it was a record and isn't any more");
        }
        RecordCodec codec = serdes.codecOf(found) instanceof RecordCodec known ? known : new RecordCodec(found);
        int[] places = codec.places(type);
        return input -> codec.read(input, places);
    }

    private static Class<?> load(DescribedType type, ByteInput in) {
        try {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            return Class.forName(type.className(), false, loader == null ? Serdes.class.getClassLoader() : loader);
        } catch (ClassNotFoundException | LinkageError e) {
            throw missing(type, in, "its class isn't there; keep it as long as stored values have it");
        }
    }

    private static Object constant(Class<?> found, DescribedType type, ByteInput in) {
        Object[] constants = found.getEnumConstants();
        if (constants != null) {
            for (Object constant : constants) {
                if (((Enum<?>) constant).name().equals(type.names().get(0))) {
                    return constant;
                }
            }
        }
        throw missing(type, in, "it has no constant " + type.names().get(0) + " any more");
    }

    private static MillraceException missing(DescribedType type, ByteInput in, String what) {
        return new MillraceException(
                MillraceException.Kind.CONFIGURATION,
                in.origin() + " holds values of " + type.className() + ": " + what);
    }
}
