package dev.millrace.kinesis.server.http;

import dev.millrace.kinesis.server.action.Subscriber;
import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends a subscriber's events as they come. Holds one event at most that the client has no room for; a client that takes nothing until its time is over
 * is cut. All but {@link #wake} runs on the connection's network thread; looking for events is the workers' business.
 */
final class EventStreamWriter {
    private static final System.Logger LOGGER = System.getLogger(EventStreamWriter.class.getName());
    private static final int QUEUE_BYTES_MAX = 64 << 10;
    /** How soon a writer looks again that found no memory or no worker free, or a client without room. */
    private static final long BUSY_MILLIS = 100;

    private static final long FULL_MILLIS = 1_000;
    private static final long HTTP_2_CANCEL = 8;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Subscriber subscriber;
    private final Executor workers;
    private final MemoryBudget budget;
    private final Vertx vertx;
    private final Context context = Vertx.currentContext();
    private final AtomicBoolean woken = new AtomicBoolean();

    /** What was given to the network and not taken by it yet. The network's own queue is not asked: over HTTP/1.1 it says late that it is full. */
    private long unsentBytes;

    private long timer = -1;
    private boolean asked;
    private boolean looking;
    private Runnable atEnd = () -> {};
    private boolean over;

    EventStreamWriter(HttpServerRequest request, Subscriber subscriber, Executor workers, MemoryBudget budget) {
        this.request = request;
        this.response = request.response();
        this.subscriber = subscriber;
        this.workers = workers;
        this.budget = budget;
        this.vertx = context.owner();
    }

    /** Tells when it is over. */
    void start(ByteBuffer opening, Runnable whenOver) {
        atEnd = whenOver;
        response.setChunked(true);
        response.closeHandler(none -> end());
        response.exceptionHandler(cause -> end());
        send(opening);
        subscriber.onNews(this::wake);
        ask();
    }

    /** Any thread: many wakes before the network thread gets to it are one. */
    private void wake() {
        if (woken.compareAndSet(false, true)) {
            context.runOnContext(none -> {
                woken.set(false);
                ask();
            });
        }
    }

    private void ask() {
        asked = true;
        look();
    }

    private void look() {
        if (over || looking || !asked) {
            return;
        }
        cancelTimer();
        if (unsentBytes > QUEUE_BYTES_MAX) {
            if (subscriber.isOver()) {
                cut();
            } else {
                askAfter(FULL_MILLIS);
            }
            return;
        }
        if (budget.isFull()) {
            askAfter(BUSY_MILLIS);
            return;
        }
        looking = true;
        asked = false;
        try {
            workers.execute(this::find);
        } catch (RejectedExecutionException busyOrClosing) {
            looking = false;
            askAfter(BUSY_MILLIS);
        }
    }

    /** On a worker. */
    private void find() {
        Subscriber.Step step;
        try {
            step = subscriber.next();
        } catch (Throwable e) {
            LOGGER.log(System.Logger.Level.ERROR, "A subscription failed unexpectedly", e);
            context.runOnContext(none -> cut());
            return;
        }
        context.runOnContext(none -> found(step));
    }

    private void found(Subscriber.Step step) {
        looking = false;
        if (over) {
            return;
        }
        // Nobody looks again once the last frame was taken.
        asked &= !step.end();
        if (step.frame() != null) {
            send(step.frame());
        }
        if (step.end()) {
            end();
            response.end();
        } else if (step.waitMillis() == 0 || asked) {
            ask();
        } else {
            askAfter(step.waitMillis());
        }
    }

    private void send(ByteBuffer frame) {
        int size = frame.remaining();
        budget.take(size);
        unsentBytes += size;
        response.write(BufferInternal.buffer(Unpooled.wrappedBuffer(frame))).onComplete(done -> {
            budget.giveBack(size);
            unsentBytes -= size;
            look();
        });
    }

    private void askAfter(long millis) {
        cancelTimer();
        timer = vertx.setTimer(millis, fired -> {
            timer = -1;
            ask();
        });
    }

    private void cancelTimer() {
        if (timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
    }

    private void cut() {
        end();
        if (request.version() == HttpVersion.HTTP_2) {
            response.reset(HTTP_2_CANCEL);
        } else {
            Reset.abort(request.connection());
        }
    }

    private void end() {
        if (!over) {
            over = true;
            cancelTimer();
            subscriber.close();
            atEnd.run();
        }
    }
}
