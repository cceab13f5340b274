package dev.millrace.batch;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.engine.Accumulation;
import dev.millrace.serde.ByteInput;
import dev.millrace.serde.ByteOutput;
import dev.millrace.serde.Serdes;
import dev.millrace.serde.StoredTypes;
import dev.millrace.serde.WrittenTypes;
import java.nio.ByteBuffer;

/** A total as a checkpoint keeps it: the number of bytes of the value, the value, then the types in it. */
record TotalBytes(Serdes serdes) {
    ByteBuffer encode(Accumulation accumulation, Object total) {
        WrittenTypes types = new WrittenTypes();
        ByteOutput value = new ByteOutput(serdes, types, 64);
        try {
            value.writeValue(total);
        } catch (MillraceException e) {
            throw new MillraceException(
                    e.kind(),
                    "accumulator '" + accumulation.name() + "': its total can't be written to the checkpoint: "
                            + e.getMessage(),
                    e);
        }
        int valueEnd = value.size();
        types.write(value);
        return ByteBuffer.allocate(Integer.BYTES + value.size())
                .putInt(valueEnd)
                .put(value.array(), 0, value.size())
                .flip();
    }

    Object decode(Accumulation accumulation, ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        String origin = "the total of accumulator '" + accumulation.name() + "'";
        ByteInput in = new ByteInput(copy, origin, StoredTypes.none());
        int valueBegin = Integer.BYTES;
        int valueEnd = valueBegin + in.readInt();
        in.moveTo(valueEnd);
        StoredTypes types = StoredTypes.read(in, serdes);
        Object total = new ByteInput(copy, 0, valueBegin, valueEnd, origin, types).readValue();
        if (total == null || !accumulation.summing().accepts(total)) {
            String type = total == null ? "null" : total.getClass().getName();
            throw new MillraceException(
                    Kind.CONFIGURATION,
                    "accumulator '" + accumulation.name() + "': the checkpoint's total of this name is of type " + type
                            + ", which this accumulator doesn't add to. Give it a new name, or forget the old total with"
                            + " StreamingContext.builder().drop(\"" + accumulation.name() + "\")");
        }
        return total;
    }
}
