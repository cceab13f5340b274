package dev.millrace.window;

import dev.millrace.Pair;
import dev.millrace.function.Function2;
import dev.millrace.plan.StateFunction.Cell;
import dev.millrace.plan.StateFunction.Emissions;
import dev.millrace.plan.WindowTimes;
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

    private final Merge merge;

    Folding(WindowTimes times, Function2<A, A, A> function) {
        super(times);
        this.merge = Merge.by(function);
    }

    /** Of the block that a key's newest pane is in, what is there before that pane; and the end of the block before. */
    static final class Beginning {
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

        /** Reads what the next window will. Something of what was read. */
        int fetch() {
            BlockEnd known = end;
            return known == null ? 0 : known.fetch();
        }

        private @Nullable Object through(PaneState state, Merge merge) throws Exception {
            if (through == UNKNOWN) {
                through = merge.of(before, state.newestValue());
            }
            return through;
        }
    }

    /** The begin of a key's block that holds the pane ending at {@code end}. */
    private long blockBegin(long end, int phase) {
        long begin = Math.floorMod(phase, times().panes()) * times().paneNanos();
        return Math.floorDiv(end - 1 - begin, times().windowNanos()) * times().windowNanos() + begin;
    }

    @Override
    PaneState added(@Nullable PaneState state, A added, Moment now, Cell<PaneState> cell) throws Exception {
        long paneEnd = now.paneEnd();
        if (state == null) {
            return PaneState.begin(paneEnd, added, cell.keyHash(), now.nanos());
        }
        Beginning beginning = beginning(state);
        PaneState next;
        if (state.newest() == paneEnd) {
            Object sum = merge.of(state.newestValue(), added);
            beginning = new Beginning(beginning.blockBegin, beginning.before, beginning.end);
            next = state.next(state.closed(), paneEnd, sum, now.nanos());
        } else {
            long block = blockBegin(paneEnd, state.phase());
            beginning = new Beginning(
                    block,
                    beginning.blockBegin == block ? beginning.through(state, merge) : Merge.NOTHING,
                    beginning.end);
            PaneQueue closed = state.closed()
                    .roughlyAfter(paneEnd - times().windowNanos())
                    .with(state.newest(), state.newestValue(), chunkMax());
            next = state.next(closed, paneEnd, added, now.nanos());
        }
        next.setMemo(beginning);
        return next;
    }

    private Beginning beginning(PaneState state) throws Exception {
        if (state.memo() instanceof Beginning known) {
            return known;
        }
        long block = blockBegin(state.newest(), state.phase());
        Beginning made = new Beginning(block, state.closed().merged(block, state.newest(), merge), null);
        state.setMemo(made);
        return made;
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // what merging As makes is an A, and may be null
    @Nullable
    PaneState shown(K key, PaneState state, Moment now, Emissions<Pair<K, A>> out) throws Exception {
        Beginning beginning = beginning(state);
        long begin = now.end() - times().windowNanos();
        long block = blockBegin(now.end(), state.phase());
        Object window = begin < block ? blockEnd(state, beginning, block, begin).after(begin) : Merge.NOTHING;
        if (beginning.blockBegin == block) {
            window = merge.of(window, beginning.through(state, merge));
        }
        if (window == Merge.NOTHING) {
            return null;
        }
        out.emit(new Pair<>(key, (A) window));
        return state;
    }

    private BlockEnd blockEnd(PaneState state, Beginning beginning, long blockEnd, long begin) throws Exception {
        BlockEnd known = beginning.end;
        if (known != null && known.isOf(blockEnd)) {
            return known;
        }
        BlockEnd made = BlockEnd.merged(state, blockEnd, begin, times().paneNanos(), merge, known);
        beginning.end = made;
        return made;
    }
}
