package dev.millrace.window;

import dev.millrace.Pair;
import dev.millrace.function.Function;
import dev.millrace.function.Function2;
import dev.millrace.plan.StateFunction;
import dev.millrace.plan.Visits;
import dev.millrace.plan.WindowTimes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The state functions of windows. What they are given for a key in a batch is merged in order. */
public final class WindowFunctions {
    private WindowFunctions() {}

    /** Each key with what its values in the window make; merging is associative and leaves its arguments as they are. */
    public static <K, A> StateFunction<K, A, PaneState, Pair<K, A>> folding(
            WindowTimes times, Function2<A, A, A> merge) {
        return new StateFunction.Windowed<>(new Folding<K, A>(times, merge), new Visits.EachSlide(times, false));
    }

    /**
     * The same with what takes a pane from a total again, in constant time for each pane. A key keeps its total, whatever it
     * is, until the filter doesn't hold; {@code lasting} if that may be longer than its window holds something.
     */
    public static <K, A> StateFunction<K, A, PaneState, Pair<K, A>> totalling(
            WindowTimes times,
            Function2<A, A, A> merge,
            Function2<A, A, A> inverse,
            @Nullable Function<? super Pair<K, A>, Boolean> filter,
            boolean lasting) {
        return new StateFunction.Windowed<>(
                new Totalling<K, A>(times, merge, inverse, filter), new Visits.EachSlide(times, lasting));
    }

    /** Each key with all its values in the window, in the order in which they came. */
    public static <K, V> StateFunction<K, V, PaneState, Pair<K, Iterable<V>>> grouping(WindowTimes times) {
        return new StateFunction.Windowed<>(
                new Listing<K, V, Pair<K, Iterable<V>>>(times, (key, values, out) -> out.emit(new Pair<>(key, values))),
                new Visits.EachSlide(times, false));
    }

    /** The elements of all values in the window, those of a key in the order in which they came. */
    public static <K, V> StateFunction<K, List<V>, PaneState, V> listing(WindowTimes times) {
        return new StateFunction.Windowed<>(
                new Listing<K, List<V>, V>(times, (key, lists, out) -> lists.forEach(list -> list.forEach(out::emit))),
                new Visits.EachSlide(times, false));
    }
}
