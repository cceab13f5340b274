package dev.millrace.spark;

import dev.millrace.function.Emitter;
import dev.millrace.serde.ByteInput;
import dev.millrace.serde.ByteOutput;
import dev.millrace.serde.Serdes;
import dev.millrace.serde.StoredTypes;
import dev.millrace.serde.WrittenTypes;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Records as they travel and are kept: encoded by the program's serdes. {@code number} is the partition that they come from
 * or the output that they belong to, as the place demands where the chunk lies. One with a number below 0 holds additions
 * to accumulators instead, which the task {@code -1 - number} sent.
 */
final class Chunk implements Serializable {
    private final int number;
    private final byte[] bytes;

    Chunk(int number, byte[] bytes) {
        this.number = number;
        this.bytes = bytes;
    }

    int number() {
        return number;
    }

    /** The number of a chunk of additions. */
    static int additionsOf(int task) {
        return -1 - task;
    }

    boolean isAdditions() {
        return number < 0;
    }

    /** The task that sent these additions. */
    int sender() {
        return -1 - number;
    }

    byte[] bytes() {
        return bytes;
    }

    Chunk numbered(int other) {
        return new Chunk(other, bytes);
    }

    /** Pushes the records, in order, until the receiving side has enough. */
    void read(Serdes serdes, Emitter<? super Object> out) {
        String origin = "a chunk of records";
        ByteInput head = new ByteInput(bytes, origin, StoredTypes.none());
        int count = head.readInt();
        int valuesEnd = head.readInt();
        int valuesBegin = head.position();
        head.moveTo(valuesEnd);
        StoredTypes types = StoredTypes.read(head, serdes);
        ByteInput in = new ByteInput(bytes, 0, valuesBegin, valuesEnd, origin, types);
        for (int i = 0; i < count && !out.isStopped(); i++) {
            push(in.readValue(), out);
        }
    }

    @SuppressWarnings("NullAway") // records may be null
    private static void push(@Nullable Object record, Emitter<? super Object> out) {
        out.accept(record);
    }

    /** Collects records; used by one task. */
    static final class Writer implements Emitter<Object> {
        private static final int HEADER_BYTES = 2 * Integer.BYTES;

        private final WrittenTypes types = new WrittenTypes();
        private final ByteOutput out;
        private int count;

        Writer(Serdes serdes) {
            out = new ByteOutput(serdes, types, 1_024);
            out.writeLong(0);
        }

        @Override
        public void accept(Object record) {
            out.writeValue(record);
            count++;
        }

        boolean isEmpty() {
            return count == 0;
        }

        int count() {
            return count;
        }

        Chunk finish(int number) {
            int valuesEnd = out.size();
            types.write(out);
            int end = out.size();
            out.truncate(0);
            out.writeInt(count);
            out.writeInt(valuesEnd);
            byte[] bytes = new byte[end];
            System.arraycopy(out.array(), 0, bytes, 0, end);
            assert out.size() == HEADER_BYTES;
            return new Chunk(number, bytes);
        }
    }
}
