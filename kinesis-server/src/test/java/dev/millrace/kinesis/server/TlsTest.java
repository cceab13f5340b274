package dev.millrace.kinesis.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.kinesis.server.http.TlsSettings;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.utils.AttributeMap;

/** TLS on the one port or on another, with HTTP/1.1 and HTTP/2 chosen by ALPN. */
@Timeout(300)
class TlsTest {
    private static KinesisAsyncClient client(URI endpoint, Protocol protocol) {
        return KinesisAsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(SdkClients.CREDENTIALS)
                .httpClient(NettyNioAsyncHttpClient.builder()
                        .protocol(protocol)
                        .buildWithDefaults(AttributeMap.builder()
                                .put(SdkHttpConfigurationOption.TRUST_ALL_CERTIFICATES, true)
                                .build()))
                .build();
    }

    /** Takes any certificate. */
    static SSLContext trusting() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Keeping(new AtomicReference<>())}, null);
        return context;
    }

    @Test
    void theOnePortMaySpeakTls() throws Exception {
        try (KinesisServer server = KinesisServer.start(
                KinesisServerSettings.builder().tls(TlsSettings.selfSigned()).build())) {
            assertEquals("https", server.endpoint().getScheme());
            assertEquals(server.endpoint(), server.tlsEndpoint());
            // HTTP/1.1, HTTP/2 by prior knowledge, which is the SDK's default, and HTTP/2 by ALPN.
            try (KinesisAsyncClient http1 = client(server.endpoint(), Protocol.HTTP1_1);
                    KinesisAsyncClient http2 = client(server.endpoint(), Protocol.HTTP2)) {
                assertEquals(List.of(), http1.listStreams().join().streamNames());
                assertEquals(List.of(), http2.listStreams().join().streamNames());
            }
            SSLContext context = trusting();
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory()
                    .createSocket("127.0.0.1", server.endpoint().getPort())) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                assertEquals("h2", socket.getApplicationProtocol());
            }
        }
    }

    @Test
    void anotherPortMaySpeakTlsAndShowsACertificateForThisMachine() throws Exception {
        try (KinesisServer server =
                KinesisServer.start(KinesisServerSettings.builder().tlsPort(0).build())) {
            URI tls = Objects.requireNonNull(server.tlsEndpoint());
            assertEquals("http", server.endpoint().getScheme());
            try (KinesisAsyncClient plain = SdkClients.async(server.endpoint(), Protocol.HTTP2);
                    KinesisAsyncClient secured = client(tls, Protocol.HTTP2)) {
                plain.createStream(b -> b.streamName("s").shardCount(1)).join();
                assertEquals(List.of("s"), secured.listStreams().join().streamNames());
            }
            AtomicReference<X509Certificate> shown = new AtomicReference<>();
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Keeping(shown)}, null);
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", tls.getPort())) {
                socket.startHandshake();
            }
            X509Certificate certificate = Objects.requireNonNull(shown.get());
            certificate.checkValidity();
            certificate.verify(certificate.getPublicKey());
            assertEquals(
                    "[[2, localhost], [7, 127.0.0.1], [7, 0:0:0:0:0:0:0:1], [7, 127.0.0.1]]",
                    certificate.getSubjectAlternativeNames().toString());
        }
    }

    /** Trusts everybody and keeps what it is shown. */
    private record Keeping(AtomicReference<X509Certificate> shown) implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            shown.set(chain[0]);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
