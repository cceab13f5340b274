package dev.millrace.window;

import dev.millrace.Pair;
import dev.millrace.function.Function;
import dev.millrace.function.Function2;
import dev.millrace.plan.StateFunction.Cell;
import dev.millrace.plan.StateFunction.Emissions;
import dev.millrace.plan.WindowTimes;
import dev.millrace.window.PaneState.Total;
import org.jspecify.annotations.Nullable;

/**
 * Windows with an inverse: a running total per key, from which panes that the window has left are taken, then new ones are
 * merged in. A key keeps its total when its window is empty, unless the filter drops it; what the filter drops begins anew.
 */
final class Totalling<K, A> extends PaneFunction<K, A, Pair<K, A>> {
    private final Function2<A, A, A> function;
    private final Function2<A, A, A> inverse;
    private final @Nullable Function<? super Pair<K, A>, Boolean> filter;

    Totalling(
            WindowTimes times,
            Function2<A, A, A> function,
            Function2<A, A, A> inverse,
            @Nullable Function<? super Pair<K, A>, Boolean> filter) {
        super(times);
        this.function = function;
        this.inverse = inverse;
        this.filter = filter;
    }

    @SuppressWarnings("unchecked") // what a key has in its panes are As
    private static <A> Merge merge(Function2<A, A, A> function) {
        return new Merge((Function2<Object, Object, Object>) (Function2<?, ?, ?>) function);
    }

    @Override
    PaneState added(@Nullable PaneState state, A added, long paneEnd, Cell<PaneState> cell) throws Exception {
        Merge merge = merge(function);
        if (state == null) {
            return PaneState.begin(paneEnd, added, 0);
        }
        if (state.newest() == paneEnd) {
            Object sum = merge.of(state.newestValue(), added);
            return state.next(state.closed(), paneEnd, sum, state.total());
        }
        PaneQueue closed = state.closed().with(state.newest(), state.newestValue(), chunkMax());
        return state.next(closed, paneEnd, added, state.total());
    }

    /** What the panes make that ended after {@code begin}, up to and at {@code end}. */
    private static @Nullable Object merged(PaneState state, long begin, long end, Merge merge) throws Exception {
        @Nullable Object[] merged = {Merge.NOTHING};
        if (begin < end && state.closed().lastEnd() > begin) {
            state.closed().forEach(begin, end, (paneEnd, value) -> merged[0] = merge.of(merged[0], value));
        }
        boolean hasNewest = begin < state.newest() && state.newest() <= end;
        return hasNewest ? merge.of(merged[0], state.newestValue()) : merged[0];
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // what merging As makes is an A, and may be null
    @Nullable
    PaneState shown(K key, PaneState state, long end, Emissions<Pair<K, A>> out) throws Exception {
        Merge merge = merge(function);
        Total total = state.total();
        long begin = end - times().windowNanos();
        Object value = total == null ? Merge.NOTHING : total.value();
        boolean changed = false;
        if (total != null) {
            Object left = merged(state, total.begin(), Math.min(begin, total.end()), merge);
            if (left != Merge.NOTHING) {
                value = inverse.call((A) value, (A) left);
                changed = true;
            }
        }
        Object entered = merged(state, total == null ? begin : Math.max(begin, total.end()), end, merge);
        if (entered != Merge.NOTHING) {
            value = merge.of(value, entered);
            changed = true;
        }
        if (value == Merge.NOTHING) {
            return null;
        }
        Pair<K, A> pair = new Pair<>(key, (A) value);
        if (filter != null && !filter.call(pair)) {
            return null;
        }
        out.emit(pair);
        return changed
                ? state.next(
                        state.closed().after(begin), state.newest(), state.newestValue(), new Total(value, begin, end))
                : state;
    }
}
