package dev.millrace.kinesis.server.http;

import dev.millrace.kinesis.server.action.Subscriber;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Collects the bodies of requests within bounds, has them worked on by other threads, and writes the replies. Runs on the network's threads. */
final class RequestReceiver implements Handler<HttpServerRequest> {
    private static final long HTTP_2_INTERNAL_ERROR = 2;
    /** A reply this short is sent even if memory is full: what it answers may have happened. */
    private static final int SHORT_REPLY_BYTES = 1 << 20;
    /** What making a large reply may take beside the reply itself: the records, and room to grow. */
    private static final int LARGE_REPLY_BYTES = 48 << 20;

    private static final Reply NO_ROOM = Reply.xml(503, "ServiceUnavailable", null);

    private final HttpSettings.Bounds bounds;
    private final Dispatcher dispatcher;
    private final Executor workers;
    private final MemoryBudget allBudget;
    private final ConnectionWatch watch;
    private final Refusals refusals;
    /** Of what is being made for replies before it is known how large they are, so many at a time. */
    private final Semaphore largeReplies;

    private final Map<Integer, SocketAddress> peers;

    /** What all connections have in common: bounds and memory, what is known of each, and who is behind those that are relayed. */
    record Shared(
            HttpSettings.Bounds bounds,
            MemoryBudget budget,
            ConnectionWatch watch,
            Map<Integer, SocketAddress> peers) {}

    RequestReceiver(Dispatcher dispatcher, Executor workers, Shared shared) {
        this.bounds = shared.bounds;
        this.dispatcher = dispatcher;
        this.workers = workers;
        this.refusals = dispatcher.refusals();
        this.allBudget = shared.budget;
        this.largeReplies = new Semaphore((int) Math.max(2, bounds.inFlightBytesMax() / LARGE_REPLY_BYTES));
        this.watch = shared.watch;
        this.peers = shared.peers;
    }

    void opened(HttpConnection connection) {
        watch.opened(connection);
        connection.exceptionHandler(cause -> {
            if (cause instanceof Http2Exception) {
                refusals.note(Refusals.Kind.NO_HTTP, TlsRelay.behind(peers, connection.remoteAddress()));
            }
        });
    }

    void cutting(HttpConnection connection) {
        refusals.note(Refusals.Kind.TOO_SLOW, TlsRelay.behind(peers, connection.remoteAddress()));
    }

    /** Bytes that the HTTP server beneath took for no request. */
    void handleInvalid(HttpServerRequest request) {
        refusals.note(Refusals.Kind.NO_HTTP, TlsRelay.behind(peers, request.remoteAddress()));
        HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
    }

    @Override
    public void handle(HttpServerRequest request) {
        Reception reception = new Reception(request);
        request.handler(reception::receive);
        request.endHandler(none -> reception.complete());
        request.exceptionHandler(cause -> reception.release());
    }

    /** One request. Its methods run on one network thread; only the work in between does not. */
    private final class Reception {
        private final HttpServerRequest request;
        private final Context context = Vertx.currentContext();
        private final List<Buffer> parts = new ArrayList<>();
        private final ConnectionWatch.@Nullable State connection;
        private final MemoryBudget budget;
        private int bytes;
        /** What the reply takes of the budget. */
        private int replyBytes;

        private boolean received;
        private boolean over;

        Reception(HttpServerRequest request) {
            this.request = request;
            this.connection = watch.of(request.connection());
            this.budget = connection == null ? allBudget : connection.budget;
            if (connection != null) {
                connection.begin(this, watch.nowNanos());
            }
        }

        void receive(Buffer part) {
            if (over) {
                return;
            }
            if (bytes + (long) part.length() > bounds.requestBytesMax()) {
                refuse(Reply.xml(413, "RequestEntityTooLarge", null));
            } else if (!budget.tryTake(part.length())) {
                refuse(NO_ROOM);
            } else {
                bytes += part.length();
                parts.add(part);
            }
        }

        /** Answers before the request has ended; the rest of it is not read. */
        private void refuse(Reply refusal) {
            release();
            Reply reply = reserved(refusal);
            if (request.version() == HttpVersion.HTTP_2) {
                write(reply);
            } else {
                request.response().putHeader("connection", "close");
                write(reply).onComplete(done -> request.connection().close());
            }
        }

        void complete() {
            if (over) {
                return;
            }
            received = true;
            if (connection != null) {
                connection.received(this);
            }
            Request complete = request();
            try {
                workers.execute(() -> {
                    Reply reply = reply(complete);
                    if (reply.delayMillis() == 0) {
                        context.runOnContext(none -> finish(reply));
                    } else {
                        context.owner()
                                .setTimer(reply.delayMillis(), fired -> context.runOnContext(none -> finish(reply)));
                    }
                });
            } catch (RejectedExecutionException busyOrClosing) {
                finish(reserved(NO_ROOM));
            }
        }

        /** On a worker: the reply, with memory for it taken. */
        private Reply reply(Request complete) {
            if (budget.isFull()) {
                return reserved(NO_ROOM);
            }
            boolean large = dispatcher.mayReplyMuch(complete);
            if (large) {
                largeReplies.acquireUninterruptibly();
            }
            try {
                return reserved(dispatcher.reply(complete));
            } finally {
                if (large) {
                    largeReplies.release();
                }
            }
        }

        /** Takes memory for a reply, or gives one that says that there is none. */
        private Reply reserved(Reply reply) {
            int size =
                    reply.subscriber() != null || reply.cut() ? 0 : reply.body().remaining();
            if (!budget.tryTake(size)) {
                if (size > SHORT_REPLY_BYTES) {
                    return reserved(NO_ROOM);
                }
                budget.take(size);
            }
            replyBytes = size;
            Refusals.Kind refused = Refusals.Kind.of(reply);
            if (refused != null) {
                refusals.note(refused, TlsRelay.behind(peers, request.remoteAddress()));
            }
            return reply;
        }

        private Request request() {
            String method = request.method().name();
            String query = request.query();
            return new Request(
                    method,
                    request.path() == null ? "/" : request.path(),
                    query == null ? "" : query,
                    request.getHeader("content-type"),
                    request.getHeader("x-amz-target"),
                    dispatcher.wantsHeaders(method) ? headers() : Map.of(),
                    !method.equals("POST") && isLocal(),
                    body());
        }

        private Map<String, List<String>> headers() {
            Map<String, List<String>> headers = new HashMap<>();
            for (Map.Entry<String, String> header : request.headers()) {
                headers.computeIfAbsent(header.getKey().toLowerCase(Locale.ROOT), none -> new ArrayList<>())
                        .add(header.getValue());
            }
            HostAndPort authority = request.authority();
            if (!headers.containsKey("host") && authority != null) {
                // HTTP/2 has it elsewhere; it is signed as the header nevertheless.
                String port = authority.port() < 0 ? "" : ":" + authority.port();
                headers.put("host", List.of(authority.host() + port));
            }
            return headers;
        }

        private boolean isLocal() {
            SocketAddress peer = TlsRelay.behind(peers, request.remoteAddress());
            try {
                // A literal address: nothing is looked up.
                return peer != null
                        && peer.hostAddress() != null
                        && InetAddress.getByName(peer.hostAddress()).isLoopbackAddress();
            } catch (UnknownHostException e) {
                return false;
            }
        }

        private ByteBuffer body() {
            byte[] body = new byte[bytes];
            int at = 0;
            for (Buffer part : parts) {
                part.getBytes(body, at);
                at += part.length();
            }
            parts.clear();
            return ByteBuffer.wrap(body);
        }

        private void finish(Reply reply) {
            Subscriber subscriber = reply.subscriber();
            if (!over) {
                release();
                write(reply);
            } else {
                // The client reset it meanwhile.
                budget.giveBack(replyBytes);
                answered();
                if (subscriber != null) {
                    subscriber.close();
                }
            }
        }

        /** The client is gone or answered: what it took is free again. */
        void release() {
            if (!over) {
                over = true;
                parts.clear();
                budget.giveBack(bytes);
                if (connection != null && !received) {
                    connection.abandoned(this, watch.nowNanos());
                }
            }
        }

        private void cut() {
            if (request.version() == HttpVersion.HTTP_2) {
                request.response().reset(HTTP_2_INTERNAL_ERROR);
            } else {
                request.connection().close();
            }
        }

        private void answered() {
            if (connection != null && received) {
                connection.answered(this, watch.nowNanos());
            }
        }

        private Future<Void> write(Reply reply) {
            HttpServerResponse response = request.response();
            Subscriber subscriber = reply.subscriber();
            if (reply.cut()) {
                cut();
            }
            if (reply.cut() || response.closed() || response.ended()) {
                if (subscriber != null) {
                    subscriber.close();
                }
                budget.giveBack(replyBytes);
                answered();
                return Future.succeededFuture();
            }
            response.setStatusCode(reply.status());
            response.putHeader("x-amzn-RequestId", RequestIds.requestId());
            response.putHeader("x-amz-id-2", RequestIds.extendedId());
            if (reply.contentType() != null) {
                response.putHeader("content-type", reply.contentType());
            }
            if (reply.errorType() != null) {
                response.putHeader("x-amzn-ErrorType", reply.errorType());
            }
            if (subscriber != null) {
                new EventStreamWriter(request, subscriber, workers, budget).start(reply.body(), this::answered);
                return Future.succeededFuture();
            }
            int size = replyBytes;
            if (connection != null && received) {
                connection.replying(this, watch.nowNanos());
            }
            return response.end(BufferInternal.buffer(Unpooled.wrappedBuffer(reply.body())))
                    .onComplete(done -> {
                        budget.giveBack(size);
                        answered();
                    });
        }
    }
}
