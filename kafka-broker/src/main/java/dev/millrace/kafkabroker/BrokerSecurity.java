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
import java.util.List;
import java.util.Map;

/**
 * How clients prove to a broker who they are, at two ports beside its plain one: by a name and a password, kept as it is
 * (PLAIN) or not (SCRAM), or by a token (OAUTHBEARER; unsigned, as Kafka offers for tests), or by a certificate (TLS on
 * both sides). The secrets are whatever a test wants to look for.
 *
 * @param directory of the key stores
 */
public record BrokerSecurity(Path directory, String user, String password, String storePassword) {
    private static final String SCOPE_NAME = "streams";
    private static final String SCOPE = " unsecuredLoginListClaim_scope=\"," + SCOPE_NAME + "\"";

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

    /** What a client needs at the port for passwords and tokens. */
    public Map<String, Object> saslClient(Mechanism mechanism) {
        return Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                mechanism.title,
                "sasl.jaas.config",
                mechanism == Mechanism.OAUTHBEARER
                        ? login(mechanism, " unsecuredLoginStringClaim_sub=\"" + user + "\"" + SCOPE)
                        : login(mechanism, " username=\"" + user + "\" password=\"" + password + "\""));
    }

    /** How a client says who it is. */
    public enum Mechanism {
        PLAIN("PLAIN", "plain.PlainLoginModule"),
        SCRAM("SCRAM-SHA-512", "scram.ScramLoginModule"),
        OAUTHBEARER("OAUTHBEARER", "oauthbearer.OAuthBearerLoginModule");

        private final String title;
        private final String module;

        Mechanism(String title, String module) {
            this.title = title;
            this.module = module;
        }
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

    private static String login(Mechanism mechanism, String options) {
        return "org.apache.kafka.common.security." + mechanism.module + " required" + options + ";";
    }

    /** What the storage of a broker is formatted with, so that it knows the user. */
    List<String> formatting() {
        return List.of("--add-scram", "%s=[name=%s,password=%s]".formatted(Mechanism.SCRAM.title, user, password));
    }

    /** Replaces the listeners of a broker: its plain one stays, for itself and whoever prepares a test. */
    String properties(Ports ports) {
        String clients = "PLAINTEXT://127.0.0.1:%d,SASL_PLAINTEXT://127.0.0.1:%d,SSL://127.0.0.1:%d"
                .formatted(ports.plain(), ports.sasl(), ports.tls());
        return """
               listeners=%s,CONTROLLER://127.0.0.1:%d
               advertised.listeners=%s
               listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,SSL:SSL
               sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512,OAUTHBEARER
               listener.name.sasl_plaintext.plain.sasl.jaas.config=%s
               listener.name.sasl_plaintext.scram-sha-512.sasl.jaas.config=%s
               listener.name.sasl_plaintext.oauthbearer.sasl.jaas.config=%s
               ssl.client.auth=required
               ssl.keystore.location=%s
               ssl.keystore.password=%s
               ssl.truststore.location=%s
               ssl.truststore.password=%s
               """.formatted(
                        clients,
                        ports.controller(),
                        clients,
                        login(Mechanism.PLAIN, " user_" + user + "=\"" + password + "\""),
                        login(Mechanism.SCRAM, ""),
                        login(
                                Mechanism.OAUTHBEARER,
                                " unsecuredLoginStringClaim_sub=\"broker\" unsecuredValidatorRequiredScope=\""
                                        + SCOPE_NAME + "\""),
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
