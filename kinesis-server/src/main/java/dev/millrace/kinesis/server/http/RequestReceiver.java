package dev.millrace.kinesis.server.http;

import dev.millrace.kinesis.server.action.Subscriber;
import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Collects the bodies of requests within bounds, has them worked on by other threads, and writes the replies. Runs on the network's threads. */
final class RequestReceiver implements Handler<HttpServerRequest> {
    private final HttpSettings settings;
    private final Dispatcher dispatcher;
    private final Executor workers;
    private final MemoryBudget budget;

    RequestReceiver(HttpSettings settings, Dispatcher dispatcher, Executor workers) {
        this.settings = settings;
        this.dispatcher = dispatcher;
        this.workers = workers;
        this.budget = new MemoryBudget(settings.inFlightBytesMax());
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
        private int bytes;
        private boolean over;

        Reception(HttpServerRequest request) {
            this.request = request;
        }

        void receive(Buffer part) {
            if (over) {
                return;
            }
            if (bytes + (long) part.length() > settings.requestBytesMax()) {
                refuse(Reply.xml(413, "RequestEntityTooLarge", null));
            } else if (!budget.hasRoomFor(part.length())) {
                refuse(Reply.xml(503, "ServiceUnavailable", null));
            } else {
                bytes += part.length();
                budget.take(part.length());
                parts.add(part);
            }
        }

        /** Answers before the request has ended; the rest of it is not read. */
        private void refuse(Reply reply) {
            release();
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
            Request received = new Request(
                    request.method().name(),
                    request.getHeader("content-type"),
                    request.getHeader("x-amz-target"),
                    body());
            try {
                workers.execute(() -> {
                    Reply reply = dispatcher.reply(received);
                    context.runOnContext(none -> finish(reply));
                });
            } catch (RejectedExecutionException busyOrClosing) {
                finish(Reply.xml(503, "ServiceUnavailable", null));
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
            } else if (subscriber != null) {
                subscriber.close();
            }
        }

        /** The client is gone or answered: what it took is free again. */
        void release() {
            if (!over) {
                over = true;
                parts.clear();
                budget.giveBack(bytes);
            }
        }

        private Future<Void> write(Reply reply) {
            HttpServerResponse response = request.response();
            Subscriber subscriber = reply.subscriber();
            if (response.closed() || response.ended()) {
                if (subscriber != null) {
                    subscriber.close();
                }
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
                new EventStreamWriter(request, subscriber, workers, budget).start(reply.body());
                return Future.succeededFuture();
            }
            int size = reply.body().remaining();
            budget.take(size);
            return response.end(BufferInternal.buffer(Unpooled.wrappedBuffer(reply.body())))
                    .onComplete(done -> budget.giveBack(size));
        }
    }
}
