package dev.millrace.serde;

import dev.millrace.MillraceException;
import dev.millrace.Serde;
import java.io.IOException;
import java.util.List;

/** What a user's {@link Serde} writes: a length before it, so that it can be skipped. */
final class RegisteredCodec implements Codec {
    private final Serde<Object> serde;
    private final DescribedType type;

    private RegisteredCodec(Serde<Object> serde, DescribedType type) {
        this.serde = serde;
        this.type = type;
    }

    @SuppressWarnings("unchecked") // used for values of the class that it was registered for
    static RegisteredCodec of(Class<?> type, Serde<?> serde) {
        return new RegisteredCodec(
                (Serde<Object>) serde,
                new DescribedType(DescribedType.Form.SERDE, type.getName(), List.of(serde.typeId())));
    }

    @Override
    public void write(Object value, ByteOutput out) {
        out.writeType(type);
        int start = out.size();
        writeBare(value, out);
        out.insertLength(start);
    }

    private void writeBare(Object value, ByteOutput out) {
        try {
            serde.write(value, out);
        } catch (IOException e) {
            throw failed("could not write a value", e);
        }
    }

    Object read(ByteInput in, DescribedType stored) {
        String id = stored.names().get(0);
        if (!id.equals(serde.typeId())) {
            throw new MillraceException(
                    MillraceException.Kind.CONFIGURATION,
                    in.origin() + " holds values of " + stored.className() + " written by serde '" + id
                            + "'; the one registered now is '" + serde.typeId() + "' and doesn't read these");
        }
        int before = in.narrow(in.readCount(1));
        try {
            Object value = serde.read(in);
            in.widen(before, "serde '" + id + "'");
            return value;
        } catch (IOException e) {
            throw failed("could not read a value of " + in.origin(), e);
        }
    }

    private MillraceException failed(String what, IOException cause) {
        return new MillraceException(
                MillraceException.Kind.USER_CODE,
                "serde '" + serde.typeId() + "' " + what + ": " + cause.getMessage(),
                cause);
    }

    @Override
    public int hash(Object value, Serdes serdes) {
        ByteOutput out = ByteOutput.forHashing(serdes);
        writeBare(value, out);
        return Hashes.murmur3(out.array(), 0, out.size(), 0);
    }

    @Override
    public boolean isImmutable(Object value, Serdes serdes) {
        return serde.isImmutable();
    }

    @Override
    public boolean isSame(Object value, Object other, Serdes serdes) {
        return value == other && serde.isImmutable();
    }
}
