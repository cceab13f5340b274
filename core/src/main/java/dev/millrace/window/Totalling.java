package dev.millrace.window;

import dev.millrace.Pair;
import dev.millrace.function.Function;
import dev.millrace.function.Function2;
import dev.millrace.plan.StateFunction.Cell;
import dev.millrace.plan.StateFunction.Emissions;
import dev.millrace.plan.WindowTimes;
import org.jspecify.annotations.Nullable;

/**
 * Windows with an inverse: a running total per key, from which panes that the window has left are taken, then new ones are
 * merged in. A key keeps its total when its window is empty, unless the filter drops it; what the filter drops begins anew.
 */
final class Totalling<K, A> extends PaneFunction<K, A, Pair<K, A>> {
    private final Merge merge;
    private final Function2<A, A, A> inverse;
    private final @Nullable Function<? super Pair<K, A>, Boolean> filter;

    Totalling(
            WindowTimes times,
            Function2<A, A, A> function,
            Function2<A, A, A> inverse,
            @Nullable Function<? super Pair<K, A>, Boolean> filter) {
        super(times);
        this.merge = Merge.by(function);
        this.inverse = inverse;
        this.filter = filter;
    }

    @Override
    PaneState added(@Nullable PaneState state, A added, Moment now, Cell<PaneState> cell) throws Exception {
        if (state == null) {
            return PaneState.begin(now.paneEnd(), added, 0, now.nanos());
        }
        if (state.newest() == now.paneEnd()) {
            Object sum = merge.of(state.newestValue(), added);
            return state.next(state.closed(), now.paneEnd(), sum, now.nanos());
        }
        PaneQueue closed = state.closed().with(state.newest(), state.newestValue(), chunkMax());
        return state.next(closed, now.paneEnd(), added, now.nanos());
    }

    /** What the panes make that ended after {@code begin}, up to and at {@code end}. */
    private @Nullable Object merged(PaneState state, long begin, long end) throws Exception {
        PaneQueue closed = state.closed();
        Object merged = begin < end && closed.lastEnd() > begin ? closed.merged(begin, end, merge) : Merge.NOTHING;
        boolean hasNewest = begin < state.newest() && state.newest() <= end;
        return hasNewest ? merge.of(merged, state.newestValue()) : merged;
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // what merging As makes is an A, and may be null
    @Nullable
    PaneState shown(K key, PaneState state, Moment now, Emissions<Pair<K, A>> out) throws Exception {
        long end = now.end();
        long begin = end - times().windowNanos();
        boolean hasTotal = state.hasTotal();
        Object value = hasTotal ? state.totalValue() : Merge.NOTHING;
        boolean changed = false;
        if (hasTotal) {
            Object left = merged(state, state.totalBegin(), Math.min(begin, state.totalEnd()));
            if (left != Merge.NOTHING) {
                value = inverse.call((A) value, (A) left);
                changed = true;
            }
        }
        Object entered = merged(state, hasTotal ? Math.max(begin, state.totalEnd()) : begin, end);
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
        return changed ? state.totalled(value, begin, end, now.nanos()) : state;
    }
}
