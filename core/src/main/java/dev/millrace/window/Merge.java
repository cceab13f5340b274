package dev.millrace.window;

import dev.millrace.function.Function2;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Makes one of what a key has in several panes, in their order. What a user's function returns may be null. */
final class Merge implements Serializable {
    /** What no panes make. */
    static final Object NOTHING = new Object();

    private final Function2<Object, Object, Object> function;

    private Merge(Function2<Object, Object, Object> function) {
        this.function = function;
    }

    /** The function must leave its arguments as they are. */
    @SuppressWarnings("unchecked") // what a key has in its panes are As
    static <A> Merge by(Function2<A, A, A> function) {
        return new Merge((Function2<Object, Object, Object>) (Function2<?, ?, ?>) function);
    }

    @SuppressWarnings("NullAway") // a user's values may be null
    @Nullable
    Object of(@Nullable Object left, @Nullable Object right) throws Exception {
        if (left == NOTHING) {
            return right;
        }
        return right == NOTHING ? left : function.call(left, right);
    }
}
