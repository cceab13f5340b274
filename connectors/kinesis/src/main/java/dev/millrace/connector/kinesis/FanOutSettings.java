package dev.millrace.connector.kinesis;

import java.io.Serializable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The consumer that a stream is pushed to: by its name, registered if it isn't, or by its ARN. One of the two is given. Public for connectors beside this
 * one.
 */
public record FanOutSettings(
        @Nullable String consumerName, @Nullable String consumerArn) implements Serializable {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{1,128}");
    private static final Pattern ARN =
            Pattern.compile("arn:[^:]+:kinesis:[^:]+:[0-9]+:stream/[a-zA-Z0-9_.-]+/consumer/[a-zA-Z0-9_.-]+:[0-9]+");

    public FanOutSettings {
        if (consumerName != null && !NAME.matcher(consumerName).matches()) {
            throw new IllegalArgumentException(
                    "'" + consumerName + "' is no consumer's name: 1 to 128 letters, digits, '_', '.' and '-'");
        }
        if (consumerArn != null && !ARN.matcher(consumerArn).matches()) {
            throw new IllegalArgumentException("'" + consumerArn + "' is no consumer's ARN; such as"
                    + " arn:aws:kinesis:eu-central-1:123456789012:stream/clicks/consumer/counts:1533118924");
        }
    }
}
