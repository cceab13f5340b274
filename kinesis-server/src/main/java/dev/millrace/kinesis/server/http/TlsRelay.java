package dev.millrace.kinesis.server.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The port with TLS: takes it off, and passes the bytes on to the plain port of the same process. The SDK's asynchronous client begins HTTP/2 by prior
 * knowledge within TLS too, without ALPN, which the HTTP server beneath takes on its plain port only.
 */
final class TlsRelay {
    private static final int IDLE_SECONDS = 330;
    private static final long HANDSHAKE_SECONDS = 10;

    /** So that a reply that isn't taken stays where its memory is counted: the operating system would take tens of megabytes of it. */
    private static final int INSIDE_BUFFER_BYTES = 64 << 10;

    private static final int UNSENT_BYTES_MAX = 128 << 10;

    /** How long a client may take to have what is left when its connection has ended inside. */
    private static final long CLOSE_MILLIS_MAX = 5_000;

    private final Vertx vertx;
    private final NetServer server;
    private final NetClient client;
    /** Where the clients are that a local port of ours stands for. */
    private final Map<Integer, SocketAddress> peers;

    private TlsRelay(Vertx vertx, NetServer server, NetClient client, Map<Integer, SocketAddress> peers) {
        this.vertx = vertx;
        this.server = server;
        this.client = client;
        this.peers = peers;
    }

    /** A table of the clients behind relayed connections, to be handed to {@link #listen} and to whoever asks. */
    static Map<Integer, SocketAddress> peers() {
        return new ConcurrentHashMap<>();
    }

    /** Gives a relay that listens. */
    static Future<TlsRelay> listen(
            Vertx vertx,
            NetServerOptions options,
            int plainPort,
            Map<Integer, SocketAddress> peers,
            Refusals refusals) {
        NetClient client = vertx.createNetClient(new NetClientOptions().setReceiveBufferSize(INSIDE_BUFFER_BYTES));
        NetServer server = vertx.createNetServer(options);
        TlsRelay relay = new TlsRelay(vertx, server, client, peers);
        server.exceptionHandler(cause -> refusals.note(Refusals.Kind.NO_TLS, null));
        server.connectHandler(socket -> relay.accept(socket, plainPort));
        return server.listen().map(relay);
    }

    static NetServerOptions options(String host, int port, TlsSettings tls) {
        NetServerOptions options =
                new NetServerOptions().setUseAlpn(true).setHost(host).setPort(port);
        options.setSsl(true)
                .setKeyCertOptions(certificate(host, tls))
                .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        options.getSslOptions().setApplicationLayerProtocols(List.of("h2", "http/1.1"));
        return options;
    }

    private static PemKeyCertOptions certificate(String host, TlsSettings tls) {
        Path certificate = tls.certificate();
        Path key = tls.key();
        if (certificate == null || key == null) {
            SelfSigned made = SelfSigned.forHost(host, Instant.now());
            return new PemKeyCertOptions()
                    .addCertValue(Buffer.buffer(made.certificate()))
                    .addKeyValue(Buffer.buffer(made.key()));
        }
        return new PemKeyCertOptions().addCertPath(certificate.toString()).addKeyPath(key.toString());
    }

    private void accept(NetSocket outside, int plainPort) {
        outside.pause();
        client.connect(plainPort, "127.0.0.1")
                .onSuccess(inside -> relay(outside, inside))
                .onFailure(cause -> outside.close());
    }

    private void relay(NetSocket outside, NetSocket inside) {
        int port = inside.localAddress().port();
        peers.put(port, outside.remoteAddress());
        inside.closeHandler(none -> {
            peers.remove(port);
            long timer = vertx.setTimer(CLOSE_MILLIS_MAX, fired -> Reset.close(outside));
            outside.close().onComplete(done -> vertx.cancelTimer(timer));
        });
        outside.closeHandler(none -> inside.close());
        outside.exceptionHandler(cause -> inside.close());
        inside.exceptionHandler(cause -> outside.close());
        pass(outside, inside);
        pass(inside, outside);
        outside.resume();
    }

    /** Passes bytes on as far as the other side takes them. Counted here, since Vert.x says late that its own queue is full. Both are on one thread. */
    private static void pass(NetSocket from, NetSocket to) {
        long[] unsent = new long[1];
        from.handler(bytes -> {
            int length = bytes.length();
            unsent[0] += length;
            if (unsent[0] > UNSENT_BYTES_MAX) {
                from.pause();
            }
            to.write(bytes).onComplete(done -> {
                unsent[0] -= length;
                if (unsent[0] <= UNSENT_BYTES_MAX / 2) {
                    from.resume();
                }
            });
        });
    }

    int port() {
        return server.actualPort();
    }

    Future<Void> close() {
        return server.close().compose(none -> client.close());
    }

    /** Who really is at the other end of a connection. */
    static @Nullable SocketAddress behind(Map<Integer, SocketAddress> peers, @Nullable SocketAddress peer) {
        SocketAddress real = peer == null ? null : peers.get(peer.port());
        return real == null ? peer : real;
    }
}
