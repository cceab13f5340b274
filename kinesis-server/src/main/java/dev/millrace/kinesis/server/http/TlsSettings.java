package dev.millrace.kinesis.server.http;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a port with TLS shows its clients.
 *
 * @param certificate chain in PEM; null for a new self-signed certificate for localhost and the server's address
 * @param key of the certificate, PKCS#8 in PEM; null with the certificate
 */
public record TlsSettings(
        @Nullable Path certificate, @Nullable Path key) {
    public TlsSettings {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("A certificate and its key are given together or not at all");
        }
    }

    /**
     * Looks at given files.
     *
     * @throws IllegalArgumentException which of them can't be used, and what it should hold
     */
    public void check() {
        if (certificate != null && key != null) {
            PemFiles.check(certificate, key);
        }
    }

    /** With a certificate that nobody has signed, made anew at each start. */
    public static TlsSettings selfSigned() {
        return new TlsSettings(null, null);
    }
}
