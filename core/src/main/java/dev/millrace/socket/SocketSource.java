package dev.millrace.socket;

import dev.millrace.connector.BadRecordPolicy;
import dev.millrace.connector.DecodedSource;
import dev.millrace.connector.ReceiverContext;
import dev.millrace.connector.ReceiverSource;
import dev.millrace.connector.Receiving;
import dev.millrace.connector.RecordDecoder;
import dev.millrace.function.Function;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Records from a TCP connection that this side opens, and opens again when it ends: after the restart delay of receivers,
 * 2 s at first. While too much waits to be processed the sender has to wait. Immutable.
 */
public final class SocketSource<T> implements ReceiverSource<T> {
    private final String host;
    private final int port;
    private final Function<InputStream, Iterator<T>> decoder;
    private final @Nullable Duration reconnectDelay;

    private SocketSource(
            String host, int port, Function<InputStream, Iterator<T>> decoder, @Nullable Duration reconnectDelay) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is a number from 1 to 65535, not " + port);
        }
        this.host = Objects.requireNonNull(host, "host");
        this.port = port;
        this.decoder = Objects.requireNonNull(decoder, "decoder");
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
        return new SocketSource<>(host, port, decoder, null);
    }

    /** Blocks of bytes of up to 8 MiB, each after its length in four bytes, the highest first. A block is a record. */
    public static SocketSource<byte[]> blocks(String host, int port) {
        return of(host, port, LengthPrefixed::new);
    }

    /** What the decoder makes of such blocks, inside the batch: where it throws, the batch fails. */
    public static <T> DecodedSource<byte[], T> decodedBlocks(String host, int port, RecordDecoder<byte[], T> decoder) {
        return new DecodedSource<>(blocks(host, port), decoder, BadRecordPolicy.FAIL, null);
    }

    /** How long to wait before connecting again, at first; it grows while nothing is received. */
    public SocketSource<T> reconnectDelay(Duration delay) {
        return new SocketSource<>(host, port, decoder, delay);
    }

    @Override
    public String defaultName() {
        return "socket:" + host + ":" + port;
    }

    @Override
    public Receiving open(ReceiverContext<T> context) {
        return new SocketReceiving<>(host, port, decoder, reconnectDelay, context);
    }
}
