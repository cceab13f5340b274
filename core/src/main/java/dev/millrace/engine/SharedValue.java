package dev.millrace.engine;

import java.io.Serializable;

/** A value that an engine has brought to where its tasks run. Travels with the functions that capture it. */
public interface SharedValue<T> extends Serializable {
    /** The value, in a task. */
    T get();

    /** Lets go of it in the processes that run tasks, which fetch it again when they need it. Driver. */
    void unpersist();

    /** Lets go of it for ever. Driver. */
    void destroy();
}
