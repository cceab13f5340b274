package dev.millrace.spark;

import dev.millrace.MillraceException;
import dev.millrace.serde.ByteInput;
import dev.millrace.serde.ByteOutput;
import dev.millrace.serde.Serdes;
import dev.millrace.serde.StoredTypes;
import dev.millrace.serde.WrittenTypes;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A broadcast value as Spark carries it: written by the program's serdes if they can, else by Java's serialization. It is
 * decoded once in each executor, where Spark keeps it. Any thread.
 */
final class CarriedValue implements Serializable {
    private final Serialized<Written> written;
    private transient volatile @Nullable Object value;

    CarriedValue(Object value, Serdes serdes) {
        this.value = value;
        this.written = Serialized.of(Written.of(value, serdes));
    }

    Object value() {
        Object here = value;
        if (here == null) {
            synchronized (this) {
                here = value;
                if (here == null) {
                    here = written.value().decoded();
                    value = here;
                }
            }
        }
        return here;
    }

    @SuppressWarnings("ArrayRecordComponent") // it is written and read, never compared
    private record Written(
            Serdes serdes,
            byte[] bytes,
            int typesBegin,
            @Nullable Object other) implements Serializable {
        private static Written of(Object value, Serdes serdes) {
            WrittenTypes types = new WrittenTypes();
            ByteOutput out = new ByteOutput(serdes, types, 1_024);
            try {
                out.writeValue(value);
            } catch (MillraceException e) {
                if (value instanceof Serializable) {
                    return new Written(serdes, new byte[0], 0, value);
                }
                throw e;
            }
            int typesBegin = out.size();
            types.write(out);
            return new Written(serdes, out.toBytes(), typesBegin, null);
        }

        private Object decoded() {
            if (other != null) {
                return other;
            }
            String origin = "a broadcast value";
            ByteInput head = new ByteInput(bytes, origin, StoredTypes.none());
            head.moveTo(typesBegin);
            StoredTypes types = StoredTypes.read(head, serdes);
            Object value = new ByteInput(bytes, 0, 0, typesBegin, origin, types).readValue();
            if (value == null) {
                throw new MillraceException(MillraceException.Kind.INTERNAL, origin + " came as nothing");
            }
            return value;
        }
    }
}
