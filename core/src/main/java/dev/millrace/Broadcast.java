package dev.millrace;

import dev.millrace.MillraceException.Kind;
import dev.millrace.engine.SharedValue;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A value that functions of a program read and nobody changes, a table of names, say. On a cluster it travels to each
 * executor once, instead of with every task; embedded it is just the value. The program makes it at each start, so that a
 * restart finds the value that the program has then. Any thread. See {@link StreamingContext#broadcast}.
 */
public final class Broadcast<T> implements Serializable {
    private final int number;
    private final @Nullable SharedValue<T> carried;
    private final transient @Nullable Broadcasts shelf;
    private transient volatile @Nullable Held<T> held;
    private transient volatile boolean destroyed;

    /** What the driver has of it: the value, and what executors were sent of it. */
    private static final class Held<T> {
        private final T value;
        private @Nullable SharedValue<T> shared;

        private Held(T value) {
            this.value = value;
        }
    }

    Broadcast(int number, Broadcasts shelf, T value) {
        this.number = number;
        this.carried = null;
        this.shelf = shelf;
        this.held = new Held<>(value);
    }

    /** One that a function brought to an executor. */
    private Broadcast(int number, @Nullable SharedValue<T> carried) {
        this.number = number;
        this.carried = carried;
        this.shelf = null;
    }

    /**
     * The value, not to be changed.
     *
     * @throws MillraceException USER_CODE after {@link #destroy}
     */
    public T value() {
        Held<T> here = held;
        if (here != null) {
            return here.value;
        }
        if (carried == null) {
            throw new MillraceException(
                    Kind.USER_CODE,
                    this
                            + (destroyed
                                    ? " was destroyed: its value is gone"
                                    : " was serialized before its context began"));
        }
        return carried.get();
    }

    /** Lets go of the value in executors; they fetch it again where it is used. Nothing when embedded. */
    public void unpersist() {
        SharedValue<T> sent = sent("unpersist");
        if (sent != null) {
            sent.unpersist();
        }
    }

    /** Lets go of the value everywhere and for ever: who uses it after this fails. */
    public void destroy() {
        SharedValue<T> sent = sent("destroy");
        destroyed = true;
        held = null;
        if (sent != null) {
            sent.destroy();
        }
    }

    private @Nullable SharedValue<T> sent(String what) {
        if (shelf == null) {
            throw new MillraceException(
                    Kind.USER_CODE, this + ": " + what + "() is for the driver, not for a function in an executor");
        }
        Held<T> here = held;
        if (here == null) {
            return null;
        }
        synchronized (here) {
            return here.shared;
        }
    }

    /** Functions carry a reference to what the engine has sent out. */
    private Object writeReplace() {
        return new Reference<>(number, shelf == null ? carried : shared(shelf));
    }

    private @Nullable SharedValue<T> shared(Broadcasts broadcasts) {
        Held<T> here = held;
        if (here == null) {
            throw new MillraceException(
                    Kind.USER_CODE, this + " was destroyed, and a function that uses it can't be sent any more");
        }
        synchronized (here) {
            if (here.shared == null) {
                here.shared = broadcasts.share(here.value, toString());
            }
            return here.shared;
        }
    }

    private record Reference<T>(int number, @Nullable SharedValue<T> shared) implements Serializable {
        private Object readResolve() {
            return new Broadcast<>(number, shared);
        }
    }

    @Override
    public String toString() {
        return "broadcast " + number;
    }
}
