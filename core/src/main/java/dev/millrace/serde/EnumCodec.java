package dev.millrace.serde;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Constants of an enum, by name: they may be put into another order, not renamed. */
final class EnumCodec implements Codec {
    private final Map<Object, DescribedType> types = new HashMap<>();

    EnumCodec(Class<?> enumType) {
        for (Object constant : enumType.getEnumConstants()) {
            String name = ((Enum<?>) constant).name();
            types.put(constant, new DescribedType(DescribedType.Form.CONSTANT, enumType.getName(), List.of(name)));
        }
    }

    @Override
    public void write(Object value, ByteOutput out) {
        DescribedType type = types.get(value);
        if (type == null) {
            throw new IllegalStateException(value + " is no constant of its enum");
        }
        out.writeType(type);
    }

    @Override
    public int hash(Object value, Serdes serdes) {
        return Hashes.mix(((Enum<?>) value).name().hashCode());
    }

    @Override
    public boolean isImmutable(Object value, Serdes serdes) {
        return true;
    }

    @Override
    public boolean isSame(Object value, Object other, Serdes serdes) {
        return value == other;
    }
}
