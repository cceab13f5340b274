package dev.millrace;

import dev.millrace.engine.Engine;
import dev.millrace.engine.SharedValue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The broadcast values of a context, which its engine sends out once it is there. Any thread. */
final class Broadcasts {
    private final AtomicInteger count = new AtomicInteger();
    private volatile @Nullable Engine engine;

    <T> Broadcast<T> add(T value) {
        return new Broadcast<>(count.incrementAndGet(), this, value);
    }

    void opened(Engine opened) {
        engine = opened;
    }

    /** Null before the engine is there: a function is serialized then only to see whether that works. */
    <T> @Nullable SharedValue<T> share(T value, String what) {
        Engine sending = engine;
        return sending == null ? null : sending.share(value, what);
    }
}
