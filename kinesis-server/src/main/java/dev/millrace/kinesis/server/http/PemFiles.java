package dev.millrace.kinesis.server.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Looks at a given certificate and its key before a port is opened with them: what is wrong with which file. */
final class PemFiles {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final byte[] SIGNED = {1, 2, 3};

    private PemFiles() {}

    /** @throws IllegalArgumentException says what to do about which file */
    static void check(Path certificate, Path key) {
        PublicKey shown = firstOf(certificate).getPublicKey();
        PrivateKey secret = secretOf(key, shown.getAlgorithm());
        if (!belongTogether(shown, secret)) {
            throw new IllegalArgumentException(
                    "The key in " + key + " isn't that of the first certificate in " + certificate);
        }
    }

    private static Certificate firstOf(Path file) {
        Collection<? extends Certificate> chain;
        try {
            chain = CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(read(file)));
        } catch (CertificateException e) {
            throw noChain(file, e);
        }
        return chain.stream().findFirst().orElseThrow(() -> noChain(file, null));
    }

    private static IllegalArgumentException noChain(Path file, @Nullable Exception cause) {
        return new IllegalArgumentException(
                file + " holds no certificates in PEM (-----BEGIN CERTIFICATE----- …), the server's own first", cause);
    }

    private static PrivateKey secretOf(Path file, String algorithm) {
        Matcher found = KEY.matcher(new String(read(file), StandardCharsets.US_ASCII));
        if (!found.find()) {
            throw noKey(file, null);
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(found.group(1));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw noKey(file, e);
        }
    }

    /** What is in the file is a secret, also where it is broken: the cause stays out of the message. */
    private static IllegalArgumentException noKey(Path file, @Nullable Exception cause) {
        return new IllegalArgumentException(
                file
                        + " holds no key in PKCS#8 without a password that fits the certificate (-----BEGIN PRIVATE KEY-----"
                        + " …); openssl pkcs8 -topk8 -nocrypt makes one of other keys",
                cause);
    }

    private static boolean belongTogether(PublicKey shown, PrivateKey secret) {
        try {
            Signature signature = Signature.getInstance(
                    switch (shown.getAlgorithm()) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default -> shown.getAlgorithm();
                    });
            signature.initSign(secret);
            signature.update(SIGNED);
            byte[] signed = signature.sign();
            signature.initVerify(shown);
            signature.update(SIGNED);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " can't be read: " + e, e);
        }
    }
}
