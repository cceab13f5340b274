package dev.millrace.serde;

/** What is done with the values of one class; found once per class. Never sees null. */
interface Codec {
    /** The tag and what belongs to it. */
    void write(Object value, ByteOutput out);

    /** The same for equal values, in every JVM. */
    int hash(Object value, Serdes serdes);

    /** Whether nothing can change this value. */
    boolean isImmutable(Object value, Serdes serdes);

    /**
     * Whether nothing can change either of two values of this class and both are written alike. Never asks a class of the
     * user's what it takes for equal.
     */
    boolean isSame(Object value, Object other, Serdes serdes);
}
