package dev.millrace.window;

import dev.millrace.Pair;
import dev.millrace.function.Function2;
import dev.millrace.plan.StateFunction.Cell;
import dev.millrace.plan.StateFunction.Emissions;
import dev.millrace.plan.WindowTimes;
import dev.millrace.window.PaneState.Pane;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Windows without an inverse, at a cost that doesn't depend on their length. Each key cuts time into blocks as long as a
 * window, from a begin of its own, so that a window is the end of one block and the beginning of the next. Ends are merged
 * once, backwards, when their block is over; the beginning is merged as it grows; a window is one merge more: three for each
 * pane. As keys begin their blocks at different times, no batch pays for all of them. What was merged is never written: it is
 * the same, to the last bit, when it is made of the panes again.
 */
final class Folding<K, A> extends PaneFunction<K, A, Pair<K, A>> {
    private static final Object UNKNOWN = new Object();

    private final Function2<A, A, A> function;

    Folding(WindowTimes times, Function2<A, A, A> function) {
        super(times);
        this.function = function;
    }

    /** Of the block that a key's newest pane is in, what is there before that pane; and the end of the block before. */
    private static final class Beginning {
        private final long blockBegin;
        private final @Nullable Object before;

        /** The newest pane included, once somebody asked for it. */
        private @Nullable Object through = UNKNOWN;

        private @Nullable BlockEnd end;

        private Beginning(long blockBegin, @Nullable Object before, @Nullable BlockEnd end) {
            this.blockBegin = blockBegin;
            this.before = before;
            this.end = end;
        }

        private @Nullable Object through(PaneState state, Merge merge) throws Exception {
            if (through == UNKNOWN) {
                through = merge.of(before, state.newestValue());
            }
            return through;
        }
    }

    /** What the panes from each one to the last of a block make. {@code at} is where it was looked up last. */
    private static final class BlockEnd {
        private final long blockEnd;
        private final long[] ends;
        private final @Nullable Object[] merged;
        private int at;

        private BlockEnd(long blockEnd, List<Pane> panes, Merge merge) throws Exception {
            this.blockEnd = blockEnd;
            this.ends = new long[panes.size()];
            this.merged = new @Nullable Object[panes.size()];
            Object all = Merge.NOTHING;
            for (int i = panes.size() - 1; i >= 0; i--) {
                all = merge.of(panes.get(i).value(), all);
                ends[i] = panes.get(i).end();
                merged[i] = all;
            }
        }

        /** What the panes make that ended after {@code begin}. */
        private @Nullable Object after(long begin) {
            while (at > 0 && ends[at - 1] > begin) {
                at--;
            }
            while (at < ends.length && ends[at] <= begin) {
                at++;
            }
            return at < ends.length ? merged[at] : Merge.NOTHING;
        }
    }

    @SuppressWarnings("unchecked") // what a key has in its panes are As
    private Merge merge() {
        return new Merge((Function2<Object, Object, Object>) (Function2<?, ?, ?>) function);
    }

    /** The begin of a key's block that holds the pane ending at {@code end}. */
    private long blockBegin(long end, int phase) {
        long begin = Math.floorMod(phase, times().panes()) * times().paneNanos();
        return Math.floorDiv(end - 1 - begin, times().windowNanos()) * times().windowNanos() + begin;
    }

    @Override
    PaneState added(@Nullable PaneState state, A added, long paneEnd, Cell<PaneState> cell) throws Exception {
        Merge merge = merge();
        if (state == null) {
            return PaneState.begin(paneEnd, added, cell.keyHash());
        }
        Beginning beginning = beginning(state, merge);
        PaneState next;
        if (state.newest() == paneEnd) {
            Object sum = merge.of(state.newestValue(), added);
            beginning = new Beginning(beginning.blockBegin, beginning.before, beginning.end);
            next = state.next(state.closed(), paneEnd, sum, null);
        } else {
            long block = blockBegin(paneEnd, state.phase());
            BlockEnd end = beginning.end;
            beginning = new Beginning(
                    block,
                    beginning.blockBegin == block ? beginning.through(state, merge) : Merge.NOTHING,
                    end != null && end.blockEnd == block ? end : null);
            PaneQueue closed = state.closed()
                    .roughlyAfter(paneEnd - times().windowNanos())
                    .with(state.newest(), state.newestValue(), chunkMax());
            next = state.next(closed, paneEnd, added, null);
        }
        next.setMemo(beginning);
        return next;
    }

    private Beginning beginning(PaneState state, Merge merge) throws Exception {
        if (state.memo() instanceof Beginning known) {
            return known;
        }
        long block = blockBegin(state.newest(), state.phase());
        @Nullable Object[] merged = {Merge.NOTHING};
        state.closed().forEach(block, state.newest(), (end, value) -> merged[0] = merge.of(merged[0], value));
        Beginning made = new Beginning(block, merged[0], null);
        state.setMemo(made);
        return made;
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // what merging As makes is an A, and may be null
    @Nullable
    PaneState shown(K key, PaneState state, long end, Emissions<Pair<K, A>> out) throws Exception {
        Merge merge = merge();
        Beginning beginning = beginning(state, merge);
        long begin = end - times().windowNanos();
        long block = blockBegin(end, state.phase());
        Object window =
                begin < block ? blockEnd(state, beginning, block, begin, merge).after(begin) : Merge.NOTHING;
        if (beginning.blockBegin == block) {
            window = merge.of(window, beginning.through(state, merge));
        }
        if (window == Merge.NOTHING) {
            return null;
        }
        out.emit(new Pair<>(key, (A) window));
        return state;
    }

    private BlockEnd blockEnd(PaneState state, Beginning beginning, long blockEnd, long begin, Merge merge)
            throws Exception {
        BlockEnd known = beginning.end;
        if (known != null && known.blockEnd == blockEnd) {
            return known;
        }
        List<Pane> panes = new ArrayList<>();
        state.closed().forEach(begin, blockEnd, (end, value) -> panes.add(new Pane(end, value)));
        if (state.newest() > begin && state.newest() <= blockEnd) {
            panes.add(new Pane(state.newest(), state.newestValue()));
        }
        BlockEnd made = new BlockEnd(blockEnd, panes, merge);
        beginning.end = made;
        return made;
    }
}
