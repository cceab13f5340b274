package dev.millrace.connector.kinesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.connector.kinesis.KinesisFault.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.KmsThrottlingException;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

class SdkFaultsTest {
    @Test
    void whatTheSdkThrowsIsJudgedByWhatCanBeDone() {
        assertEquals(
                Kind.EXPIRED_ITERATOR, kind(ExpiredIteratorException.builder().build()));
        assertEquals(Kind.NOT_FOUND, kind(ResourceNotFoundException.builder().build()));
        assertEquals(
                Kind.THROTTLED,
                kind(ProvisionedThroughputExceededException.builder().build()));
        assertEquals(Kind.THROTTLED, kind(LimitExceededException.builder().build()));
        assertEquals(Kind.THROTTLED, kind(KmsThrottlingException.builder().build()));
        assertEquals(Kind.THROTTLED, kind(service(400, "ThrottlingException")));
        assertEquals(Kind.UNAVAILABLE, kind(service(500, "InternalFailure")));
        assertEquals(Kind.UNAVAILABLE, kind(service(503, "ServiceUnavailable")));
        assertEquals(Kind.UNAVAILABLE, kind(SdkClientException.create("connection reset")));
        assertEquals(Kind.UNAVAILABLE, kind(ApiCallTimeoutException.create(10)));
        assertEquals(
                Kind.INVALID,
                kind(InvalidArgumentException.builder().statusCode(400).build()));
        assertEquals(Kind.REFUSED, kind(service(400, "AccessDeniedException")));
        assertEquals(Kind.REFUSED, kind(new IllegalStateException("closed")));
    }

    @Test
    void theServicesOwnWordsArePassedOn() {
        KinesisFault fault = SdkFaults.of("GetRecords", service(400, "AccessDeniedException"));
        assertEquals("AccessDeniedException: said so", fault.getMessage());
        assertEquals("GetRecords", fault.operation());
    }

    /** Regression: a web server's 404 was told as "null: null", with the advice to check the credentials. */
    @Test
    void anAnswerOfSomebodyWhoIsNotKinesisIsToldAsThat() {
        KinesisFault fault = SdkFaults.of("ListShards", service(404, null));
        assertEquals(Kind.FOREIGN, fault.kind());
        assertEquals("The reply has HTTP status 404 and no error of Kinesis", fault.getMessage());
        assertEquals(Kind.UNAVAILABLE, kind(service(503, null)));
        assertEquals(
                "here: ListShards was refused. Check the endpoint: what answers there is not Kinesis, or something before"
                        + " it keeps requests from it. The reply has HTTP status 404 and no error of Kinesis.",
                Trouble.refused("here", fault).getMessage());
    }

    @Test
    void whatCanPassIsTriedAgain() {
        List<Kind> retried = List.of(Kind.THROTTLED, Kind.UNAVAILABLE, Kind.EXPIRED_ITERATOR);
        for (Kind kind : Kind.values()) {
            assertEquals(retried.contains(kind), kind.isRetried, kind.name());
        }
    }

    private static RuntimeException service(int status, @Nullable String code) {
        return KinesisException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("said so")
                        .build())
                .build();
    }

    private static Kind kind(RuntimeException thrown) {
        return SdkFaults.of("GetRecords", thrown).kind();
    }

    /** Regression: a task that was killed went on trying for as long as retries last. */
    @Test
    void anInterruptedCallIsToldFromOneThatFailed() {
        SdkClientException failed = SdkClientException.create("no answer");
        assertFalse(SdkFaults.isInterruption(failed));
        assertTrue(SdkFaults.isInterruption(AbortedException.create("aborted")));
        assertTrue(SdkFaults.isInterruption(SdkClientException.create("ended", new InterruptedException())));
    }
}
