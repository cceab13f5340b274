package dev.millrace.connector.kinesis;

import java.io.Serializable;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * The DynamoDB table that positions are told to.
 *
 * @param table its name: what the KCL calls the application's name
 * @param interval how long positions may be kept back before they are told
 * @param failoverTime how long the KCL lets a lease go without a sign of life: an owner that gives none is gone
 */
record LeaseTableSettings(String table, Duration interval, Duration failoverTime, KinesisConnection connection)
        implements Serializable {
    static final Duration FAILOVER_TIME = Duration.ofSeconds(10);

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{3,255}");

    LeaseTableSettings {
        if (!NAME.matcher(table).matches()) {
            throw new IllegalArgumentException("checkpointAppName '" + table
                    + "' is no name of a DynamoDB table: 3 to 255 letters, digits, '_', '.' and '-'");
        }
        if (interval.isNegative()) {
            throw new IllegalArgumentException("checkpointInterval must not be negative: " + interval);
        }
        if (failoverTime.isNegative()) {
            throw new IllegalArgumentException("leaseFailoverTime must not be negative: " + failoverTime);
        }
    }
}
