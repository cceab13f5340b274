package dev.millrace.kinesis.server.http;

import java.time.Duration;

/**
 * Where the server listens and how much it lets clients take.
 *
 * @param requestBytesMax of one body
 * @param inFlightBytesMax of all bodies that are being received or worked on, together
 * @param idleTimeout after which a silent connection is closed
 */
public record HttpSettings(String host, int port, int requestBytesMax, long inFlightBytesMax, Duration idleTimeout) {}
