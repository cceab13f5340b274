package dev.millrace.kinesis.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.kinesis.server.KinesisServer;
import dev.millrace.kinesis.server.KinesisServerSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A certificate given as PEM files is the one that clients are shown, on either kind of port; a missing file is named. */
@Timeout(300)
class GivenCertificateTest {
    @TempDir
    Path directory;

    private TlsSettings given() throws IOException {
        SelfSigned made = SelfSigned.forHost("127.0.0.1", Instant.now());
        Path certificate = directory.resolve("certificate.pem");
        Path key = directory.resolve("key.pem");
        Files.writeString(certificate, made.certificate());
        Files.writeString(key, made.key());
        return new TlsSettings(certificate, key);
    }

    private static X509Certificate shown(URI endpoint, TlsSettings tls) throws Exception {
        X509Certificate given = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(Files.readAllBytes(Objects.requireNonNull(tls.certificate()))));
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("given", given);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", endpoint.getPort())) {
            socket.startHandshake();
            assertEquals(given, socket.getSession().getPeerCertificates()[0]);
        }
        return given;
    }

    @Test
    void theOnePortShowsIt() throws Exception {
        TlsSettings tls = given();
        try (KinesisServer server =
                KinesisServer.start(KinesisServerSettings.builder().tls(tls).build())) {
            shown(server.endpoint(), tls);
        }
    }

    @Test
    void anotherPortShowsIt() throws Exception {
        TlsSettings tls = given();
        try (KinesisServer server = KinesisServer.start(
                KinesisServerSettings.builder().tls(tls).tlsPort(0).build())) {
            assertEquals("http", server.endpoint().getScheme());
            shown(Objects.requireNonNull(server.tlsEndpoint()), tls);
        }
    }

    @Test
    void aMissingFileIsNamed() throws Exception {
        TlsSettings tls = given();
        Files.delete(Objects.requireNonNull(tls.key()));
        refused(tls, "key.pem");
    }

    @Test
    void aBrokenFileIsNamedAndWhatItShouldHold() throws Exception {
        TlsSettings tls = given();
        Files.writeString(Objects.requireNonNull(tls.certificate()), "no certificate");
        refused(tls, "certificate.pem holds no certificates in PEM");
        tls = given();
        Files.writeString(Objects.requireNonNull(tls.key()), "no key");
        refused(tls, "key.pem holds no key in PKCS#8");
        Files.writeString(
                Objects.requireNonNull(tls.key()), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        refused(tls, "key.pem holds no key in PKCS#8");
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() throws Exception {
        TlsSettings tls = given();
        Files.writeString(
                Objects.requireNonNull(tls.key()),
                SelfSigned.forHost("127.0.0.1", Instant.now()).key());
        refused(tls, "isn't that of the first certificate in");
    }

    private static void refused(TlsSettings tls, String file) {
        Exception refusal = assertThrows(
                Exception.class,
                () -> KinesisServer.start(
                                KinesisServerSettings.builder().tls(tls).build())
                        .close());
        assertTrue(String.valueOf(refusal.getMessage()).contains(file), refusal::toString);
    }
}
