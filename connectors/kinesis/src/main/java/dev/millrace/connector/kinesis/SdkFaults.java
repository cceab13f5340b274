package dev.millrace.connector.kinesis;

import dev.millrace.connector.kinesis.KinesisFault.Kind;
import java.nio.channels.ClosedByInterruptException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.KmsThrottlingException;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ValidationException;

/** Says what can be done about what the SDK throws. Pure. */
final class SdkFaults {
    private SdkFaults() {}

    static KinesisFault of(String operation, RuntimeException thrown) {
        return new KinesisFault(kind(thrown), operation, message(thrown), thrown);
    }

    /** Whether the call ended because its thread was interrupted: the SDK takes that for one more failure. */
    static boolean isInterruption(Throwable thrown) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (at instanceof AbortedException
                    || at instanceof InterruptedException
                    || at instanceof ClosedByInterruptException) {
                return true;
            }
        }
        return false;
    }

    private static Kind kind(RuntimeException thrown) {
        if (thrown instanceof ExpiredIteratorException) {
            return Kind.EXPIRED_ITERATOR;
        }
        if (thrown instanceof ResourceNotFoundException) {
            return Kind.NOT_FOUND;
        }
        if (thrown instanceof InvalidArgumentException || thrown instanceof ValidationException) {
            return Kind.INVALID;
        }
        if (thrown instanceof ProvisionedThroughputExceededException
                || thrown instanceof LimitExceededException
                || thrown instanceof ResourceInUseException // another subscription that is younger than five seconds
                || thrown instanceof KmsThrottlingException) {
            return Kind.THROTTLED;
        }
        if (thrown instanceof AwsServiceException service) {
            if (service.isThrottlingException()) {
                return Kind.THROTTLED;
            }
            boolean mayPass = service.statusCode() >= 500 || service.isClockSkewException();
            if (mayPass) {
                return Kind.UNAVAILABLE;
            }
            return saysNothing(service) ? Kind.FOREIGN : Kind.REFUSED;
        }
        // What the client throws by itself: no connection, a time-out, a reply cut off. Missing credentials are found
        // when the client is made.
        return thrown instanceof SdkClientException ? Kind.UNAVAILABLE : Kind.REFUSED;
    }

    /** Kinesis gives each of its errors a name; a web server or a proxy gives a status alone. */
    private static boolean saysNothing(AwsServiceException thrown) {
        return thrown.awsErrorDetails() != null && thrown.awsErrorDetails().errorCode() == null;
    }

    private static String message(RuntimeException thrown) {
        if (thrown instanceof AwsServiceException service && service.awsErrorDetails() != null) {
            if (saysNothing(service)) {
                return "The reply has HTTP status " + service.statusCode() + " and no error of Kinesis";
            }
            return service.awsErrorDetails().errorCode() + ": "
                    + service.awsErrorDetails().errorMessage();
        }
        return String.valueOf(thrown.getMessage());
    }
}
