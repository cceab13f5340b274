package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.wire.ServiceException;

/** The bounds of a retention period. */
final class RetentionPeriod {
    private static final int HOURS_MIN = 24;
    private static final int HOURS_MAX = 8760;

    private RetentionPeriod() {}

    static void check(int hours) {
        if (hours < HOURS_MIN) {
            throw ServiceException.invalidArgument("Minimum allowed retention period is " + HOURS_MIN
                    + " hours. Requested retention period (" + hours + " hours) is too short.");
        }
        if (hours > HOURS_MAX) {
            throw ServiceException.invalidArgument("Maximum allowed retention period is " + HOURS_MAX
                    + " hours. Requested retention period (" + hours + " hours) is too long.");
        }
    }
}
