package dev.millrace.socket;

import dev.millrace.connector.ReceiverSource;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.SourceReader;
import dev.millrace.function.Function;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.Objects;

/**
 * Records from a TCP connection that this side opens, and opens again after 2 s when it ends. What was received waits in
 * memory, 100,000 records at most; the sender then has to wait. Immutable.
 */
public final class SocketSource<T> implements ReceiverSource<T> {
    private final String host;
    private final int port;
    private final Function<InputStream, Iterator<T>> decoder;
    private final int bufferedRecordsMax;
    private final Duration reconnectDelay;

    private SocketSource(
            String host,
            int port,
            Function<InputStream, Iterator<T>> decoder,
            int bufferedRecordsMax,
            Duration reconnectDelay) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is a number from 1 to 65535, not " + port);
        }
        this.host = Objects.requireNonNull(host, "host");
        this.port = port;
        this.decoder = Objects.requireNonNull(decoder, "decoder");
        this.bufferedRecordsMax = bufferedRecordsMax;
        this.reconnectDelay = reconnectDelay;
    }

    /** Lines of UTF-8. */
    public static SocketSource<String> text(String host, int port) {
        return of(
                host,
                port,
                input -> new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))
                        .lines()
                        .iterator());
    }

    /** What the function makes of the bytes, one call for each connection; its iterator may block. */
    public static <T> SocketSource<T> of(String host, int port, Function<InputStream, Iterator<T>> decoder) {
        return new SocketSource<>(host, port, decoder, 100_000, Duration.ofSeconds(2));
    }

    /** How many records may wait to be processed. */
    public SocketSource<T> bufferedRecordsMax(int records) {
        if (records < 1) {
            throw new IllegalArgumentException("bufferedRecordsMax must be positive, not " + records);
        }
        return new SocketSource<>(host, port, decoder, records, reconnectDelay);
    }

    /** How long to wait before connecting again. */
    public SocketSource<T> reconnectDelay(Duration delay) {
        return new SocketSource<>(host, port, decoder, bufferedRecordsMax, delay);
    }

    @Override
    public String defaultName() {
        return "socket:" + host + ":" + port;
    }

    @Override
    public SourceReader<T> open(SourceContext context) {
        return new SocketReader<>(
                new SocketConnection(host, port, reconnectDelay), decoder, bufferedRecordsMax, context.sourceName());
    }
}
