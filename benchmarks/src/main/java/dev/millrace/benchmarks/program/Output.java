package dev.millrace.benchmarks.program;

import dev.millrace.benchmarks.input.Digest;
import dev.millrace.benchmarks.program.ReadingSteps.Alert;

/**
 * Where the results of all contestants go, as the objects that a user would be given. The forks' compiler is told not to
 * inline these methods: an output is somebody else's code, so nobody may skip making what is delivered to it.
 */
public final class Output {
    /** The flag for the forks. */
    public static final String NOT_INLINED = "-XX:CompileCommand=dontinline,dev.millrace.benchmarks.program.Output::*";

    private Output() {}

    public static Digest value(Digest digest, Long value) {
        digest.add(value);
        return digest;
    }

    public static Digest alert(Digest digest, Alert alert) {
        digest.add(alert.sensor(), alert.excess());
        return digest;
    }

    public static Digest line(Digest digest, String line) {
        digest.add(line.hashCode());
        return digest;
    }

    /** A key and its count, so that counts of parts come to the same as a count of all. */
    public static Digest countOfPart(Digest digest, Object key, Long count) {
        digest.addTimes(key.hashCode(), count);
        return digest;
    }

    /** A key and what two streams have for it. */
    public static Digest joined(Digest digest, Object key, Long left, Long right) {
        digest.add(Digest.mix(key.hashCode()) + left, right);
        return digest;
    }

    /** A key and its count. */
    public static Digest count(Digest digest, Object key, Long count) {
        digest.add(key.hashCode(), count);
        return digest;
    }
}
