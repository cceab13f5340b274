package dev.millrace.batch;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.RememberedBatch.Part;
import dev.millrace.serde.ByteInput;
import dev.millrace.serde.ByteOutput;
import dev.millrace.serde.Serdes;
import dev.millrace.serde.StoredTypes;
import dev.millrace.serde.WrittenTypes;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembered batches as bytes: magic number, version, length of the table of types, the table, the batches. What functions
 * of the user made isn't written. The storage adds a checksum. Pure.
 */
final class RememberedCodec {
    private static final int MAGIC = 0x4D52_5242;
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 3 * Integer.BYTES;

    private final Serdes serdes;

    RememberedCodec(Serdes serdes) {
        this.serdes = serdes;
    }

    ByteBuffer write(List<RememberedBatch> batches) {
        WrittenTypes types = new WrittenTypes();
        ByteOutput out = new ByteOutput(serdes, types, 1 << 10);
        out.writeVarInt(batches.size());
        for (RememberedBatch batch : batches) {
            writeTime(batch.previous(), out);
            writeTime(batch.time(), out);
            out.writeVarInt(batch.parts().size());
            batch.parts().forEach((part, partitions) -> write(part, partitions, out));
        }
        ByteOutput table = new ByteOutput(serdes, types, 64);
        types.write(table);
        return ByteBuffer.allocate(HEADER_BYTES + table.size() + out.size())
                .putInt(MAGIC)
                .putInt(VERSION)
                .putInt(table.size())
                .put(table.array(), 0, table.size())
                .put(out.array(), 0, out.size())
                .flip();
    }

    private static void write(Part part, List<List<?>> partitions, ByteOutput out) {
        out.writeString(part.name());
        out.writeVarInt(part.output() + 1);
        out.writeVarInt(partitions.size());
        for (List<?> records : partitions) {
            out.writeVarInt(records.size());
            records.forEach(out::writeValue);
        }
    }

    private static void writeTime(Instant time, ByteOutput out) {
        out.writeVarLong(time.getEpochSecond());
        out.writeVarInt(time.getNano());
    }

    /** The batches of an object, oldest first. */
    List<RememberedBatch> read(ByteBuffer object, String name) {
        byte[] bytes = new byte[object.remaining()];
        object.get(bytes);
        ByteInput in = new ByteInput(bytes, "checkpoint object '" + name + "'", StoredTypes.none());
        if (in.readInt() != MAGIC) {
            throw in.malformed("it holds no remembered batches");
        }
        int version = in.readInt();
        if (version > VERSION) {
            throw new MillraceException(
                    Kind.CONFIGURATION,
                    "checkpoint object '" + name + "' has format version " + version + ", this Millrace reads up to "
                            + VERSION + ": use the newer version that wrote it");
        }
        int before = in.narrow(in.readInt());
        StoredTypes types = StoredTypes.read(in, serdes);
        in.widen(before, "the table of types");
        ByteInput values =
                new ByteInput(bytes, 0, in.position(), bytes.length, "checkpoint object '" + name + "'", types);
        List<RememberedBatch> batches = new ArrayList<>();
        for (int left = values.readCount(2); left > 0; left--) {
            batches.add(readBatch(values));
        }
        if (batches.isEmpty()) {
            throw values.malformed("it holds no batch");
        }
        return batches;
    }

    private static RememberedBatch readBatch(ByteInput in) {
        Instant previous = readTime(in);
        Instant time = readTime(in);
        Map<Part, List<List<?>>> parts = new HashMap<>();
        for (int left = in.readCount(1); left > 0; left--) {
            Part part = new Part(in.readString(), in.readVarInt() - 1);
            List<List<?>> partitions = new ArrayList<>();
            for (int more = in.readCount(1); more > 0; more--) {
                partitions.add(readRecords(in));
            }
            parts.put(part, partitions);
        }
        return new RememberedBatch(previous, time, parts, Map.of());
    }

    private static List<?> readRecords(ByteInput in) {
        int count = in.readCount(1);
        List<Object> records = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            records.add(in.readValue());
        }
        return records;
    }

    private static Instant readTime(ByteInput in) {
        long seconds = in.readVarLong();
        return Instant.ofEpochSecond(seconds, in.readVarInt());
    }
}
