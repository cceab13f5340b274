package dev.millrace.serde;

import dev.millrace.window.PaneChange;
import dev.millrace.window.PaneState;
import dev.millrace.window.PaneState.Pane;
import dev.millrace.window.PaneState.Total;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What windows keep of a key, and what a batch changed of it. Times are nanoseconds, each written as its distance from another. */
final class PanesCodec {
    private static final int WITH_TOTAL = 1;
    private static final int WITH_NEWEST = 2;

    private PanesCodec() {}

    /** A whole state: how many panes; flags; phase; the newest's end; the panes from the first on; the total. */
    record Whole() implements Codec {
        @Override
        public void write(Object value, ByteOutput out) {
            PaneState state = (PaneState) value;
            List<Pane> panes = state.panes();
            Total total = state.total();
            out.writeByte(Tag.PANES);
            out.enter(value);
            out.writeVarInt(panes.size());
            out.writeByte(total == null ? 0 : WITH_TOTAL);
            out.writeInt(state.phase());
            long newest = panes.get(panes.size() - 1).end();
            out.writeZigzag(newest);
            for (Pane pane : panes) {
                out.writeVarLong(newest - pane.end());
                out.writeValue(pane.value());
            }
            writeTotal(total, newest, out);
            out.leave();
        }

        @Override
        public int hash(Object value, Serdes serdes) {
            throw UnwritableCodec.unequalToItsCopy(value.getClass());
        }

        /** Nothing changes a pane's value: functions of windows give new ones. */
        @Override
        public boolean isImmutable(Object value, Serdes serdes) {
            return true;
        }

        @Override
        public boolean isSame(Object value, Object other, Serdes serdes) {
            return false;
        }
    }

    /** A change: flags; the newest's end and its value; the total. */
    record Change() implements Codec {
        @Override
        public void write(Object value, ByteOutput out) {
            PaneChange change = (PaneChange) value;
            Pane newest = change.newest();
            Total total = change.total();
            out.writeByte(Tag.PANE_CHANGE);
            out.enter(value);
            out.writeByte((total == null ? 0 : WITH_TOTAL) | (newest == null ? 0 : WITH_NEWEST));
            if (newest != null) {
                out.writeZigzag(newest.end());
                out.writeValue(newest.value());
            }
            writeTotal(total, newest == null ? 0 : newest.end(), out);
            out.leave();
        }

        @Override
        public int hash(Object value, Serdes serdes) {
            throw UnwritableCodec.unequalToItsCopy(value.getClass());
        }

        @Override
        public boolean isImmutable(Object value, Serdes serdes) {
            return true;
        }

        @Override
        public boolean isSame(Object value, Object other, Serdes serdes) {
            return false;
        }
    }

    private static void writeTotal(@Nullable Total total, long base, ByteOutput out) {
        if (total != null) {
            out.writeZigzag(total.end() - base);
            out.writeVarLong(total.end() - total.begin());
            out.writeValue(total.value());
        }
    }

    static PaneState read(ByteInput in) {
        int count = in.readCount(2);
        boolean hasTotal = in.readByte() == WITH_TOTAL;
        int phase = in.readInt();
        long newest = in.readZigzag();
        List<Pane> panes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long end = newest - in.readVarLong();
            if (!panes.isEmpty() && end <= panes.get(i - 1).end()) {
                throw in.malformed("panes of a window aren't in order");
            }
            panes.add(new Pane(end, in.readValue()));
        }
        if (panes.isEmpty()) {
            throw in.malformed("a window has no panes");
        }
        return PaneState.of(panes, phase, hasTotal ? readTotal(newest, in) : null);
    }

    static PaneChange readChange(ByteInput in) {
        int flags = in.readByte();
        Pane newest = null;
        if ((flags & WITH_NEWEST) != 0) {
            long end = in.readZigzag();
            newest = new Pane(end, in.readValue());
        }
        return new PaneChange(
                newest, (flags & WITH_TOTAL) == 0 ? null : readTotal(newest == null ? 0 : newest.end(), in));
    }

    private static Total readTotal(long base, ByteInput in) {
        long end = base + in.readZigzag();
        long begin = end - in.readVarLong();
        return new Total(in.readValue(), begin, end);
    }

    /** Passes over what {@link #read} reads, with {@code skipValue} for each value. */
    static void skip(ByteInput in, Runnable skipValue) {
        int count = in.readCount(2);
        boolean hasTotal = in.readByte() == WITH_TOTAL;
        in.skip(4);
        in.readZigzag();
        for (int i = 0; i < count; i++) {
            in.readVarLong();
            skipValue.run();
        }
        skipTotal(hasTotal, in, skipValue);
    }

    /** Passes over what {@link #readChange} reads. */
    static void skipChange(ByteInput in, Runnable skipValue) {
        int flags = in.readByte();
        if ((flags & WITH_NEWEST) != 0) {
            in.readZigzag();
            skipValue.run();
        }
        skipTotal((flags & WITH_TOTAL) != 0, in, skipValue);
    }

    private static void skipTotal(boolean hasTotal, ByteInput in, Runnable skipValue) {
        if (hasTotal) {
            in.readZigzag();
            in.readVarLong();
            skipValue.run();
        }
    }
}
