package dev.millrace.kinesis.server.wire;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the values of one Java type are read and written. The reader stands on the value's first token. */
interface ValueType {
    @Nullable
    Object read(WireReader in) throws IOException;

    void write(WireWriter out, Object value) throws IOException;

    /** Adds what is wrong inside a value that has parts. */
    default void validate(Object value, String path, Violations violations) {}

    /** What stands for a member that isn't there. */
    default @Nullable Object absent() {
        return null;
    }

    static ValueType of(Type type) {
        if (type == String.class) {
            return new Text();
        } else if (type == Integer.class || type == int.class) {
            return new IntegerNumber(type == int.class);
        } else if (type == Long.class || type == long.class) {
            return new LongNumber(type == long.class);
        } else if (type == Boolean.class || type == boolean.class) {
            return new Bool(type == boolean.class);
        } else if (type == Instant.class) {
            return new Timestamp();
        } else if (type == ByteBuffer.class) {
            return new Blob();
        } else if (type instanceof Class<?> raw && raw.isRecord()) {
            return new Structure(RecordShape.of(raw.asSubclass(Record.class)));
        } else if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            return new ListOf(of(generic.getActualTypeArguments()[0]));
        } else if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
            return new MapOf(of(generic.getActualTypeArguments()[1]));
        }
        throw new IllegalArgumentException("No wire type for " + type);
    }

    record Text() implements ValueType {
        @Override
        public @Nullable Object read(WireReader in) throws IOException {
            return in.string();
        }

        @Override
        public void write(WireWriter out, Object value) throws IOException {
            out.generator().writeString((String) value);
        }
    }

    record IntegerNumber(boolean primitive) implements ValueType {
        @Override
        public @Nullable Object read(WireReader in) throws IOException {
            Long value = in.number("Integer", Integer.MIN_VALUE, Integer.MAX_VALUE);
            return value == null ? absent() : Integer.valueOf(value.intValue());
        }

        @Override
        public void write(WireWriter out, Object value) throws IOException {
            out.generator().writeNumber((int) value);
        }

        @Override
        public @Nullable Object absent() {
            return primitive ? 0 : null;
        }
    }

    record LongNumber(boolean primitive) implements ValueType {
        @Override
        public @Nullable Object read(WireReader in) throws IOException {
            Long value = in.number("Long", Long.MIN_VALUE, Long.MAX_VALUE);
            return value == null ? absent() : value;
        }

        @Override
        public void write(WireWriter out, Object value) throws IOException {
            out.generator().writeNumber((long) value);
        }

        @Override
        public @Nullable Object absent() {
            return primitive ? 0L : null;
        }
    }

    record Bool(boolean primitive) implements ValueType {
        @Override
        public @Nullable Object read(WireReader in) throws IOException {
            Boolean value = in.bool();
            return value == null ? absent() : value;
        }

        @Override
        public void write(WireWriter out, Object value) throws IOException {
            out.generator().writeBoolean((boolean) value);
        }

        @Override
        public @Nullable Object absent() {
            return primitive ? false : null;
        }
    }

    record Timestamp() implements ValueType {
        @Override
        public @Nullable Object read(WireReader in) throws IOException {
            return in.timestamp();
        }

        @Override
        public void write(WireWriter out, Object value) throws IOException {
            out.timestamp((Instant) value);
        }
    }

    record Blob() implements ValueType {
        @Override
        public @Nullable Object read(WireReader in) throws IOException {
            return in.blob();
        }

        @Override
        public void write(WireWriter out, Object value) throws IOException {
            out.blob((ByteBuffer) value);
        }
    }

    record Structure(RecordShape<? extends Record> shape) implements ValueType {
        @Override
        public @Nullable Object read(WireReader in) throws IOException {
            return in.enterStructure("Expected null") ? shape.readMembers(in) : null;
        }

        @Override
        public void write(WireWriter out, Object value) throws IOException {
            shape.writeAny(out, value);
        }

        @Override
        public void validate(Object value, String path, Violations violations) {
            shape.validateAny(value, path + ".", violations);
        }
    }

    record ListOf(ValueType element) implements ValueType {
        @Override
        public @Nullable Object read(WireReader in) throws IOException {
            if (!in.enterList()) {
                return null;
            }
            List<Object> list = new ArrayList<>();
            for (JsonToken token = in.next(); token != JsonToken.END_ARRAY; token = in.next()) {
                if (token == null) {
                    throw ServiceException.serialization(null);
                }
                Object value = element.read(in);
                if (value != null) {
                    list.add(value);
                }
            }
            return list;
        }

        @Override
        public void write(WireWriter out, Object value) throws IOException {
            out.generator().writeStartArray();
            for (Object item : (List<?>) value) {
                element.write(out, item);
            }
            out.generator().writeEndArray();
        }

        @Override
        public void validate(Object value, String path, Violations violations) {
            List<?> list = (List<?>) value;
            for (int i = 0; i < list.size() && !violations.full(); i++) {
                element.validate(list.get(i), path + "." + (i + 1) + ".member", violations);
            }
        }
    }

    record MapOf(ValueType element) implements ValueType {
        @Override
        public @Nullable Object read(WireReader in) throws IOException {
            if (!in.enterStructure("Expected map or null")) {
                return null;
            }
            Map<String, Object> map = new LinkedHashMap<>();
            for (String name = in.nextName(); name != null; name = in.nextName()) {
                in.next();
                Object value = element.read(in);
                if (value != null) {
                    map.put(name, value);
                }
            }
            return map;
        }

        @Override
        public void write(WireWriter out, Object value) throws IOException {
            out.generator().writeStartObject();
            for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                out.generator().writeFieldName((String) entry.getKey());
                element.write(out, entry.getValue());
            }
            out.generator().writeEndObject();
        }
    }
}
