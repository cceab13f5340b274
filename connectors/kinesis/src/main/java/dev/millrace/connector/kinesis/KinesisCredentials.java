package dev.millrace.connector.kinesis;

import java.io.Serializable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * How calls are signed: makes a provider of the SDK's where the calls are made, so that descriptions can travel. Any
 * provider of the SDK will do: {@code () -> ProfileCredentialsProvider.create("reader")}.
 */
@FunctionalInterface
public interface KinesisCredentials extends Serializable {
    /** Called once per client. */
    AwsCredentialsProvider provider();

    /** What the SDK finds: system properties, environment, profile, container, instance. */
    static KinesisCredentials defaultChain() {
        return () -> DefaultCredentialsProvider.builder().build();
    }

    /** Fixed credentials. They travel with the description: for tests and local endpoints. */
    static KinesisCredentials of(String accessKeyId, String secretAccessKey) {
        return () -> StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId, secretAccessKey));
    }
}
