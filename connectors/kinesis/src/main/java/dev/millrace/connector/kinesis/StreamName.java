package dev.millrace.connector.kinesis;

import java.io.Serializable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a stream is asked for: by its name, or by its ARN, which may be of another account. One of the two is given. */
record StreamName(@Nullable String name, @Nullable String arn) implements Serializable {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{1,128}");
    private static final Pattern ARN = Pattern.compile("arn:[^:]+:kinesis:[^:]+:[0-9]+:stream/([a-zA-Z0-9_.-]{1,128})");

    StreamName {
        if ((name == null) == (arn == null)) {
            throw new IllegalArgumentException("a stream is given by streamName or by streamArn, by one of them");
        }
        if (name != null && !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no stream's name: 1 to 128 letters, digits, '_', '.' and '-'");
        }
        if (arn != null && !ARN.matcher(arn).matches()) {
            throw new IllegalArgumentException("'" + arn
                    + "' is no stream's ARN; such as arn:aws:kinesis:eu-central-1:123456789012:stream/clicks");
        }
    }

    String shortName() {
        return name != null
                ? name
                : String.valueOf(arn).substring(String.valueOf(arn).indexOf('/') + 1);
    }

    /** The region in the ARN, if there is one. */
    @Nullable
    String region() {
        return arn == null ? null : arn.split(":", -1)[3];
    }
}
