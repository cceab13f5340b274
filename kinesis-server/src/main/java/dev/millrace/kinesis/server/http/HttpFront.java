package dev.millrace.kinesis.server.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.Closeable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

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

    private final Vertx vertx;
    private final HttpServer server;
    private final ThreadPoolExecutor workers;

    private HttpFront(Vertx vertx, HttpServer server, ThreadPoolExecutor workers) {
        this.vertx = vertx;
        this.server = server;
        this.workers = workers;
    }

    /** Makes what the network needs, which takes most of a cold start; to be handed to {@link #start}. */
    public static Vertx network() {
        return Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(NETWORK_THREADS)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setUseDaemonThread(true)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
    }

    /** Listens. Throws {@link ListenException} if it cannot. */
    public static HttpFront start(Vertx network, HttpSettings settings, Dispatcher dispatcher) {
        ThreadPoolExecutor workers = workers();
        RequestReceiver receiver = new RequestReceiver(settings, dispatcher, workers);
        HttpServer server = network.createHttpServer(options(settings)).requestHandler(receiver);
        try {
            await(server.listen());
        } catch (CompletionException e) {
            workers.shutdownNow();
            throw new ListenException(settings, e.getCause() == null ? e : e.getCause());
        }
        return new HttpFront(network, server, workers);
    }

    private static HttpServerOptions options(HttpSettings settings) {
        return new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setIdleTimeout((int) settings.idleTimeout().toSeconds())
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setMaxHeaderSize(HEADER_BYTES_MAX)
                .setMaxFormAttributeSize(0)
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
        return server.actualPort();
    }

    /** Takes no more requests, finishes those that are there and closes all connections. */
    @Override
    public void close() {
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

    private static void await(Future<?> future) {
        future.toCompletionStage().toCompletableFuture().join();
    }
}
