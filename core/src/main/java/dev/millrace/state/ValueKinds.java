package dev.millrace.state;

/** Tells values that nothing can change from those that a function may have changed in place. */
@FunctionalInterface
interface ValueKinds {
    boolean isImmutable(Object value);
}
