package dev.millrace.examples;

import dev.millrace.connector.kinesis.KinesisConnection;
import dev.millrace.connector.kinesis.KinesisCredentials;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** Clients for an endpoint: this machine's own needs no credentials, any other takes them from the usual places. */
final class KinesisClients {
    private KinesisClients() {}

    static KinesisClient forEndpoint(URI endpoint, String region) {
        return new KinesisConnection(region, endpoint, credentials(endpoint))
                .build(
                        KinesisClient.builder().httpClientBuilder(Apache5HttpClient.builder()),
                        "Kinesis at " + endpoint);
    }

    static KinesisCredentials credentials(URI endpoint) {
        return isThisMachine(endpoint) ? KinesisCredentials.of("local", "local") : KinesisCredentials.defaultChain();
    }

    private static boolean isThisMachine(URI endpoint) {
        try {
            return InetAddress.getByName(endpoint.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
