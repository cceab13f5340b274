package dev.millrace.serde;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;

/** The built-in types that hold no other values. All but the array of bytes are immutable. */
final class Scalars {
    static final Map<Class<?>, Codec> CODECS = Map.ofEntries(
            scalar(Boolean.class, (v, out) -> out.writeByte(v ? Tag.TRUE : Tag.FALSE), v -> Hashes.mix(v ? 1 : 0)),
            scalar(Byte.class, (v, out) -> tagged(Tag.BYTE, out).writeByte(v), v -> Hashes.mix((long) v)),
            scalar(Short.class, (v, out) -> tagged(Tag.SHORT, out).writeZigzag(v), v -> Hashes.mix((long) v)),
            scalar(Character.class, (v, out) -> tagged(Tag.CHARACTER, out).writeVarInt(v), v -> Hashes.mix((long) v)),
            scalar(Integer.class, (v, out) -> tagged(Tag.INTEGER, out).writeZigzag(v), v -> Hashes.mix((long) v)),
            scalar(Long.class, (v, out) -> tagged(Tag.LONG, out).writeZigzag(v), v -> Hashes.mix(v)),
            scalar(Float.class, (v, out) -> tagged(Tag.FLOAT, out).writeFloat(v), v -> Hashes.mix((double) v)),
            scalar(Double.class, (v, out) -> tagged(Tag.DOUBLE, out).writeDouble(v), v -> Hashes.mix(v)),
            scalar(String.class, (v, out) -> tagged(Tag.STRING, out).writeString(v), v -> Hashes.mix(v.hashCode())),
            scalar(BigInteger.class, Scalars::writeBigInteger, v -> hash(v, 0)),
            scalar(BigDecimal.class, Scalars::writeBigDecimal, v -> hash(v.unscaledValue(), v.scale())),
            scalar(
                    Instant.class,
                    Scalars::writeInstant,
                    v -> Hashes.combine(Hashes.mix(v.getEpochSecond()), v.getNano())),
            scalar(
                    Duration.class,
                    Scalars::writeDuration,
                    v -> Hashes.combine(Hashes.mix(v.getSeconds()), v.getNano())),
            scalar(LocalDate.class, Scalars::writeDate, v -> Hashes.mix(v.toEpochDay())),
            scalar(LocalTime.class, Scalars::writeTime, v -> Hashes.mix(v.toNanoOfDay())),
            scalar(
                    LocalDateTime.class,
                    Scalars::writeDateTime,
                    v -> Hashes.combine(
                            Hashes.mix(v.toLocalDate().toEpochDay()),
                            Hashes.mix(v.toLocalTime().toNanoOfDay()))),
            scalar(
                    UUID.class,
                    Scalars::writeUuid,
                    v -> Hashes.combine(
                            Hashes.mix(v.getMostSignificantBits()), Hashes.mix(v.getLeastSignificantBits()))),
            Map.entry(byte[].class, new Bytes()));

    private Scalars() {}

    private static <T> Map.Entry<Class<?>, Codec> scalar(
            Class<T> type, BiConsumer<T, ByteOutput> writer, ToIntFunction<T> hash) {
        return Map.entry(type, new Scalar<>(type, writer, hash));
    }

    private static ByteOutput tagged(int tag, ByteOutput out) {
        out.writeByte(tag);
        return out;
    }

    private static void writeBigInteger(BigInteger value, ByteOutput out) {
        writeBytes(value.toByteArray(), tagged(Tag.BIG_INTEGER, out));
    }

    private static void writeBigDecimal(BigDecimal value, ByteOutput out) {
        tagged(Tag.BIG_DECIMAL, out).writeZigzag(value.scale());
        writeBytes(value.unscaledValue().toByteArray(), out);
    }

    private static void writeInstant(Instant value, ByteOutput out) {
        tagged(Tag.INSTANT, out).writeZigzag(value.getEpochSecond());
        out.writeVarInt(value.getNano());
    }

    private static void writeDuration(Duration value, ByteOutput out) {
        tagged(Tag.DURATION, out).writeZigzag(value.getSeconds());
        out.writeVarInt(value.getNano());
    }

    private static void writeDate(LocalDate value, ByteOutput out) {
        tagged(Tag.LOCAL_DATE, out).writeZigzag(value.toEpochDay());
    }

    private static void writeTime(LocalTime value, ByteOutput out) {
        tagged(Tag.LOCAL_TIME, out).writeVarLong(value.toNanoOfDay());
    }

    private static void writeDateTime(LocalDateTime value, ByteOutput out) {
        tagged(Tag.LOCAL_DATE_TIME, out).writeZigzag(value.toLocalDate().toEpochDay());
        out.writeVarLong(value.toLocalTime().toNanoOfDay());
    }

    private static void writeUuid(UUID value, ByteOutput out) {
        tagged(Tag.UUID, out).writeLong(value.getMostSignificantBits());
        out.writeLong(value.getLeastSignificantBits());
    }

    private static void writeBytes(byte[] bytes, ByteOutput out) {
        out.writeVarInt(bytes.length);
        out.writeBytes(bytes);
    }

    private static int hash(BigInteger value, int seed) {
        byte[] bytes = value.toByteArray();
        return Hashes.murmur3(bytes, 0, bytes.length, seed);
    }

    private record Scalar<T>(Class<T> type, BiConsumer<T, ByteOutput> writer, ToIntFunction<T> hasher)
            implements Codec {
        @Override
        public void write(Object value, ByteOutput out) {
            writer.accept(type.cast(value), out);
        }

        @Override
        public int hash(Object value, Serdes serdes) {
            return hasher.applyAsInt(type.cast(value));
        }

        @Override
        public boolean isImmutable(Object value, Serdes serdes) {
            return true;
        }

        @Override
        public boolean isSame(Object value, Object other, Serdes serdes) {
            return value.equals(other);
        }
    }

    private record Bytes() implements Codec {
        @Override
        public void write(Object value, ByteOutput out) {
            writeBytes((byte[]) value, tagged(Tag.BYTES, out));
        }

        @Override
        public int hash(Object value, Serdes serdes) {
            throw UnwritableCodec.unequalToItsCopy(value.getClass());
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
}
