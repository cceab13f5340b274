package dev.millrace.connector.kinesis.kcl;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.arns.Arn;
import software.amazon.kinesis.common.StreamIdentifier;
import software.amazon.kinesis.metrics.MetricsLevel;

/**
 * Who reads what.
 *
 * @param name the application's, and its table's: whoever has the same name shares the stream
 * @param streamArn given where the stream is another account's
 */
record Application(
        String name,
        String stream,
        @Nullable String streamArn,
        MetricsLevel metricsLevel,
        Set<String> metricsDimensions) {
    private static final Pattern TABLE = Pattern.compile("[a-zA-Z0-9_.-]{3,255}");
    private static final Pattern STREAM = Pattern.compile("[a-zA-Z0-9_.-]{1,128}");
    private static final Pattern ARN = Pattern.compile("arn:[^:]+:kinesis:[^:]+:[0-9]+:stream/([a-zA-Z0-9_.-]{1,128})");

    Application {
        if (!TABLE.matcher(name).matches()) {
            throw new IllegalArgumentException("checkpointAppName '" + name
                    + "' is no name of a DynamoDB table: 3 to 255 letters, digits, '_', '.' and '-'");
        }
        if (!STREAM.matcher(stream).matches()) {
            throw new IllegalArgumentException(
                    "'" + stream + "' is no stream's name: 1 to 128 letters, digits, '_', '.' and '-'");
        }
        if (streamArn != null && !ARN.matcher(streamArn).matches()) {
            throw new IllegalArgumentException("'" + streamArn
                    + "' is no stream's ARN; such as arn:aws:kinesis:eu-central-1:123456789012:stream/clicks");
        }
        metricsDimensions = Set.copyOf(metricsDimensions);
    }

    StreamIdentifier identifier() {
        return streamArn == null
                ? StreamIdentifier.singleStreamInstance(stream)
                : StreamIdentifier.singleStreamInstance(Arn.fromString(streamArn));
    }

    String where() {
        return "Kinesis stream '" + stream + "', application '" + name + "'";
    }

    /** A name that no other worker of the application has, and that tells where it runs. */
    static String newWorkerId() {
        return hostName() + ":" + UUID.randomUUID();
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
