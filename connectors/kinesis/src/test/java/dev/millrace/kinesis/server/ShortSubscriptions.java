package dev.millrace.kinesis.server;

import dev.millrace.kinesis.server.action.Subscriptions;

/** Servers whose subscriptions live for fractions of a second instead of minutes. */
public final class ShortSubscriptions {
    private static final Subscriptions.Times SHORT = new Subscriptions.Times(20, 300, 0);

    private ShortSubscriptions() {}

    public static KinesisServer start(KinesisServerSettings settings) {
        return KinesisServer.start(settings, SHORT);
    }
}
