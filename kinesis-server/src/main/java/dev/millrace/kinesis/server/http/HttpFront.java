package dev.millrace.kinesis.server.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;
import java.io.Closeable;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The listening socket with its threads: few for the network, and more that may wait for the disk. */
public final class HttpFront implements Closeable {
    private static final int NETWORK_THREADS = 2;
    private static final int WORKER_THREADS = 32;
    private static final int WAITING_REQUESTS_MAX = 10_000;
    private static final int HEADER_BYTES_MAX = 16 << 10;
    private static final int STREAM_WINDOW_BYTES = 1 << 20;
    private static final int CONNECTION_WINDOW_BYTES = 16 << 20;
    private static final int STREAMS_PER_CONNECTION_MAX = 1000;
    private static final long CLOSE_SECONDS_MAX = 10;
    private static final long SWEEP_MILLIS_MAX = 1_000;

    private final Vertx vertx;
    private final HttpServer server;
    private final @Nullable TlsRelay relay;
    private final boolean onlyTls;
    private final ThreadPoolExecutor workers;

    private HttpFront(
            Vertx vertx, HttpServer server, @Nullable TlsRelay relay, boolean onlyTls, ThreadPoolExecutor workers) {
        this.onlyTls = onlyTls;
        this.vertx = vertx;
        this.server = server;
        this.relay = relay;
        this.workers = workers;
    }

    /** Makes what the network needs, which takes most of a cold start; to be handed to {@link #start}. */
    public static Vertx network(HttpSettings.Bounds bounds, Refusals refusals) {
        VertxOptions options = new VertxOptions()
                .setEventLoopPoolSize(NETWORK_THREADS)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setUseDaemonThread(true)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false));
        return Vertx.builder()
                .with(options)
                .withTransport(new AcceptLimit(bounds.connectionsMax(), refusals))
                .build();
    }

    /** Listens; clients' patience is measured by {@code nanos}. Throws {@link ListenException} if it cannot. */
    public static HttpFront start(Vertx network, HttpSettings settings, Dispatcher dispatcher, LongSupplier nanos) {
        ThreadPoolExecutor workers = workers();
        HttpSettings.Bounds bounds = settings.bounds();
        MemoryBudget budget = new MemoryBudget(bounds.inFlightBytesMax());
        ConnectionWatch watch = new ConnectionWatch(bounds, budget, nanos);
        Map<Integer, SocketAddress> peers = TlsRelay.peers();
        RequestReceiver receiver =
                new RequestReceiver(dispatcher, workers, new RequestReceiver.Shared(bounds, budget, watch, peers));
        network.setPeriodic(
                Math.min(SWEEP_MILLIS_MAX, bounds.requestMillis()), fired -> watch.sweep(receiver::cutting));
        TlsSettings tls = settings.tls();
        Integer tlsPort = settings.tlsPort();
        try {
            // Where all is TLS, the plain port is one of our own that only the relay is told of.
            boolean onlyTls = tls != null && tlsPort == null;
            HttpServerOptions options =
                    onlyTls ? options(bounds, "127.0.0.1", 0) : options(bounds, settings.host(), settings.port());
            HttpServer server = network.createHttpServer(options)
                    .connectionHandler(receiver::opened)
                    .invalidRequestHandler(receiver::handleInvalid)
                    .requestHandler(receiver);
            await(server.listen());
            TlsRelay relay = null;
            if (onlyTls || tlsPort != null) {
                NetServerOptions tlsOptions = TlsRelay.options(
                        settings.host(),
                        tlsPort == null ? settings.port() : tlsPort,
                        tls == null ? TlsSettings.selfSigned() : tls);
                relay = await(TlsRelay.listen(network, tlsOptions, server.actualPort(), peers, dispatcher.refusals()));
            }
            return new HttpFront(network, server, relay, onlyTls, workers);
        } catch (CompletionException e) {
            workers.shutdownNow();
            throw new ListenException(settings, e.getCause() == null ? e : e.getCause());
        }
    }

    private static HttpServerOptions options(HttpSettings.Bounds bounds, String host, int port) {
        return new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setIdleTimeout((int) (bounds.idleMillis() / 1000))
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setMaxHeaderSize(HEADER_BYTES_MAX)
                .setMaxFormAttributeSize(0)
                .setHandle100ContinueAutomatically(true)
                .setHttp2ClearTextEnabled(true)
                .setHttp2ConnectionWindowSize(CONNECTION_WINDOW_BYTES)
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(STREAMS_PER_CONNECTION_MAX)
                        .setMaxHeaderListSize(HEADER_BYTES_MAX)
                        .setInitialWindowSize(STREAM_WINDOW_BYTES));
    }

    private static ThreadPoolExecutor workers() {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor workers = new ThreadPoolExecutor(
                WORKER_THREADS,
                WORKER_THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING_REQUESTS_MAX),
                task -> {
                    Thread thread = new Thread(task, "kinesis-server-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        workers.allowCoreThreadTimeOut(true);
        return workers;
    }

    public int port() {
        return onlyTls && relay != null ? relay.port() : server.actualPort();
    }

    /** The port with TLS besides, or null. */
    public @Nullable Integer tlsPort() {
        return relay == null || onlyTls ? null : relay.port();
    }

    /** Takes no more requests, finishes those that are there and closes all connections. */
    @Override
    public void close() {
        if (relay != null) {
            await(relay.close());
        }
        await(server.close());
        workers.shutdown();
        try {
            if (!workers.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
