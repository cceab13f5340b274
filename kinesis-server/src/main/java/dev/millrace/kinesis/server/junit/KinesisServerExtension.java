package dev.millrace.kinesis.server.junit;

import dev.millrace.kinesis.server.KinesisServer;
import dev.millrace.kinesis.server.KinesisServerSettings;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A server for tests: one for all tests of a class if it is registered in a static field or by {@code @ExtendWith}, one for each test in a field of the
 * instance. Tests may take it, or its endpoint as a {@code URI}, as a parameter. It ends with them, and its data with it.
 */
public final class KinesisServerExtension
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private final KinesisServerSettings settings;
    private @Nullable KinesisServer server;
    private boolean forEach;

    public KinesisServerExtension() {
        this(KinesisServerSettings.defaults());
    }

    public KinesisServerExtension(KinesisServerSettings settings) {
        this.settings = settings;
    }

    /** The server that is running. IllegalStateException outside of tests. */
    public KinesisServer server() {
        if (server == null) {
            throw new IllegalStateException(
                    "The Kinesis server runs during tests only: register the extension, and ask in a test or"
                            + " @BeforeEach");
        }
        return server;
    }

    /** Where clients find it. */
    public URI endpoint() {
        return server().endpoint();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        server = KinesisServer.start(settings);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (server == null) {
            server = KinesisServer.start(settings);
            forEach = true;
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (forEach) {
            close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    private void close() {
        KinesisServer running = server;
        server = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == KinesisServer.class || type == URI.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == URI.class ? endpoint() : server();
    }
}
