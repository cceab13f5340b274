package dev.millrace.kafkabroker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** What a broker's process is started with: Kafka's server as the build resolved it, and this module. */
final class ClassPath {
    private ClassPath() {}

    static String ofBroker() {
        try (InputStream list = ClassPath.class.getResourceAsStream("classpath.txt")) {
            if (list == null) {
                throw new IllegalStateException("the list of the broker's jars isn't built: build kafka-broker");
            }
            Path own = Path.of(ClassPath.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return own + File.pathSeparator + new String(list.readAllBytes(), UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
