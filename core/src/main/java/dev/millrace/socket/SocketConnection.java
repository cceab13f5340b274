package dev.millrace.socket;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A connection that is made again whenever it ends, until it is closed. One thread reads, any may close. */
final class SocketConnection implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger("dev.millrace.socket");
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;

    private final String host;
    private final int port;
    private final Duration reconnectDelay;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Socket socket;
    private boolean saidThatItFails;

    SocketConnection(String host, int port, Duration reconnectDelay) {
        this.host = host;
        this.port = port;
        this.reconnectDelay = reconnectDelay;
    }

    /** The bytes of a new connection, when one could be made; null once this is closed. */
    @Nullable
    InputStream connect() throws InterruptedException {
        while (closed.getCount() > 0) {
            try {
                InputStream input = open();
                LOGGER.log(Level.INFO, "connected to {0}:{1,number,#}", host, port);
                saidThatItFails = false;
                return input;
            } catch (IOException e) {
                if (closed.getCount() > 0 && !saidThatItFails) {
                    saidThatItFails = true;
                    LOGGER.log(
                            Level.WARNING,
                            host + ":" + port + " can't be reached (" + e.getMessage() + "); trying again every "
                                    + reconnectDelay.toMillis() + " ms");
                }
                pause();
            }
        }
        return null;
    }

    private InputStream open() throws IOException {
        Socket connecting = new Socket();
        socket = connecting;
        if (closed.getCount() == 0) {
            connecting.close();
        }
        connecting.connect(new InetSocketAddress(host, port), CONNECT_TIMEOUT_MILLIS);
        return connecting.getInputStream();
    }

    /** Waits before the next attempt; a close ends it. */
    void pause() throws InterruptedException {
        disconnect();
        closed.await(reconnectDelay.toNanos(), TimeUnit.NANOSECONDS);
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void disconnect() {
        Socket open = socket;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOGGER.log(Level.DEBUG, "closing the connection to " + host + " failed", e);
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
        disconnect();
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
