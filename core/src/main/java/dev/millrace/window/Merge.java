package dev.millrace.window;

import dev.millrace.function.Function2;
import org.jspecify.annotations.Nullable;

/** Makes one of what a key has in several panes, in their order. What a user's function returns may be null. */
final class Merge {
    /** What no panes make. */
    static final Object NOTHING = new Object();

    private final Function2<Object, Object, Object> function;

    /** The function must leave its arguments as they are. */
    Merge(Function2<Object, Object, Object> function) {
        this.function = function;
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
