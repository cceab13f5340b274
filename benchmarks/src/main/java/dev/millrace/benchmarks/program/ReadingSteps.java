package dev.millrace.benchmarks.program;

import dev.millrace.benchmarks.input.Reading;
import java.io.Serializable;

/** Map, filter, map over objects: each map makes a new one. One record in four is dropped. */
public final class ReadingSteps {
    private ReadingSteps() {}

    /** What the second map makes of a reading. */
    public record Alert(long sensor, int excess) implements Serializable {}

    public static Reading calibrated(Reading reading) {
        return new Reading(reading.sensor(), reading.value() * 9 / 5 + 32, reading.place());
    }

    public static boolean isNotable(Reading reading) {
        return reading.value() >= 482;
    }

    public static Alert alert(Reading reading) {
        return new Alert(
                reading.sensor(), reading.value() - 482 + reading.place().length());
    }
}
