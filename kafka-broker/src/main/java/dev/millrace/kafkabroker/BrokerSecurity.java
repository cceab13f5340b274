package dev.millrace.kafkabroker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;

/**
 * How clients prove to a broker who they are, at two ports beside its plain one: by a name and a password (SASL), or by a
 * certificate (TLS on both sides). The secrets are whatever a test wants to look for.
 *
 * @param directory of the key stores
 */
public record BrokerSecurity(Path directory, String user, String password, String storePassword) {
    /** Makes the key stores: one self-signed certificate, which the broker and its clients share. */
    public BrokerSecurity {
        try {
            Files.createDirectories(directory);
            generate(keyStore(directory), storePassword);
            trust(directory, storePassword);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key stores can't be made", e);
        }
    }

    private static Path keyStore(Path directory) {
        return directory.resolve("keys.p12");
    }

    private static Path trustStore(Path directory) {
        return directory.resolve("trusted.p12");
    }

    private static void generate(Path keyStore, String storePassword) throws IOException {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "self",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=millrace",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keyStore.toString(),
                        "-storepass",
                        storePassword)
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        if (keytool.onExit().join().exitValue() != 0) {
            throw new IllegalStateException("keytool failed: " + said);
        }
    }

    private static void trust(Path directory, String storePassword) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStore(directory))) {
            keys.load(in, storePassword.toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("self", keys.getCertificate("self"));
        try (OutputStream out = Files.newOutputStream(trustStore(directory))) {
            trusted.store(out, storePassword.toCharArray());
        }
    }

    /** What a client needs at the port for passwords. */
    public Map<String, Object> saslClient() {
        return Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                login(" username=\"" + user + "\" password=\"" + password + "\""));
    }

    /** What a client needs at the port for certificates. */
    public Map<String, Object> tlsClient() {
        return Map.of(
                "security.protocol",
                "SSL",
                "ssl.keystore.location",
                keyStore(directory).toString(),
                "ssl.keystore.password",
                storePassword,
                "ssl.truststore.location",
                trustStore(directory).toString(),
                "ssl.truststore.password",
                storePassword);
    }

    private static String login(String options) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required" + options + ";";
    }

    /** Replaces the listeners of a broker: its plain one stays, for itself and whoever prepares a test. */
    String properties(Ports ports) {
        String clients = "PLAINTEXT://127.0.0.1:%d,SASL_PLAINTEXT://127.0.0.1:%d,SSL://127.0.0.1:%d"
                .formatted(ports.plain(), ports.sasl(), ports.tls());
        return """
               listeners=%s,CONTROLLER://127.0.0.1:%d
               advertised.listeners=%s
               listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,SSL:SSL
               sasl.enabled.mechanisms=PLAIN
               listener.name.sasl_plaintext.plain.sasl.jaas.config=%s
               ssl.client.auth=required
               ssl.keystore.location=%s
               ssl.keystore.password=%s
               ssl.truststore.location=%s
               ssl.truststore.password=%s
               """.formatted(
                        clients,
                        ports.controller(),
                        clients,
                        login(" user_" + user + "=\"" + password + "\""),
                        keyStore(directory),
                        storePassword,
                        trustStore(directory),
                        storePassword);
    }

    /** Where it listens. */
    record Ports(int plain, int controller, int sasl, int tls) {}

    @Override
    public String toString() {
        return "security of " + user;
    }
}
