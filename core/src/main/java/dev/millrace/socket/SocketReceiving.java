package dev.millrace.socket;

import dev.millrace.connector.ReceiverContext;
import dev.millrace.connector.Receiving;
import dev.millrace.function.Function;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Stores what is decoded from one connection; when it ends, the supervisor has it made again. */
final class SocketReceiving<T> implements Receiving {
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;

    private final String host;
    private final int port;
    private final Function<InputStream, Iterator<T>> decoder;
    private final @Nullable Duration reconnectDelay;
    private final ReceiverContext<T> context;
    private final AtomicReference<@Nullable Socket> open = new AtomicReference<>();

    /** {@code reconnectDelay} is null for what the settings of receivers say. */
    SocketReceiving(
            String host,
            int port,
            Function<InputStream, Iterator<T>> decoder,
            @Nullable Duration reconnectDelay,
            ReceiverContext<T> context) {
        this.host = host;
        this.port = port;
        this.decoder = decoder;
        this.reconnectDelay = reconnectDelay;
        this.context = context;
    }

    @Override
    public void onStart() {
        try (Socket socket = new Socket()) {
            open.set(socket);
            if (context.isStopped()) {
                return; // before anybody could close it
            }
            socket.connect(new InetSocketAddress(host, port), CONNECT_TIMEOUT_MILLIS);
            Iterator<T> records = decoder.call(socket.getInputStream());
            while (records.hasNext()) {
                context.store(records.next());
            }
            again(host + ":" + port + " closed the connection", null);
        } catch (EOFException e) {
            again(host + ":" + port + " closed the connection within a record", e);
        } catch (IOException | UncheckedIOException e) {
            again(host + ":" + port + " can't be read", e);
        } catch (Exception e) {
            again("what came from " + host + ":" + port + " could not be decoded and stored", e);
        } finally {
            open.set(null);
        }
    }

    private void again(String message, @Nullable Throwable cause) {
        if (!context.isStopped()) {
            context.restart(message, cause, reconnectDelay);
        }
    }

    @Override
    public void onStop() throws IOException {
        Socket socket = open.getAndSet(null);
        if (socket != null) {
            socket.close();
        }
    }
}
