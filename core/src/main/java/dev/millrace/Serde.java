package dev.millrace;

import java.io.IOException;
import java.io.Serializable;

/**
 * Turns values of one type into bytes and back. It is given with an operator, or registered for a class; common types,
 * records and enums need none. One instance serves many threads. Values that are equal must give equal bytes where they
 * are keys.
 */
public interface Serde<T> extends Serializable {
    /**
     * Names the bytes: it is kept beside them, and a serde with another id refuses to read them. The same in every run of
     * the program; it changes when the bytes change their meaning.
     */
    String typeId();

    void write(T value, SerdeOutput out) throws IOException;

    /** Reads what {@link #write} wrote, exactly: bytes that are left over are an error. */
    T read(SerdeInput in) throws IOException;

    /**
     * Whether nothing can change a value once it is made. State of such a type is written only when it was replaced by
     * another object; any other counts as changed as soon as a function was given it.
     */
    default boolean isImmutable() {
        return false;
    }
}
