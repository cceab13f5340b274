package dev.millrace.flow;

import dev.millrace.connector.ReceiverContext;
import dev.millrace.connector.ReceiverSource;
import dev.millrace.connector.Receiving;
import java.util.Objects;
import java.util.concurrent.Flow;

/**
 * What a publisher publishes, received into the block log. It is asked for so many items as are waited for, and for more
 * when those are stored, so a program that is too slow slows the publisher down and never its thread. When the publisher completes, the stream stays
 * empty from then on; when it fails, it is subscribed to again. Immutable.
 */
public final class FlowSource<T> implements ReceiverSource<T> {
    private final Flow.Publisher<? extends T> publisher;
    private final int requestedMax;

    private FlowSource(Flow.Publisher<? extends T> publisher, int requestedMax) {
        this.publisher = Objects.requireNonNull(publisher, "publisher");
        this.requestedMax = requestedMax;
    }

    /** Of a publisher that may be subscribed to at each start. */
    public static <T> FlowSource<T> of(Flow.Publisher<? extends T> publisher) {
        return new FlowSource<>(publisher, 1024);
    }

    /** How many items are asked for and not stored yet, at most: 1024. */
    public FlowSource<T> requestedMax(int items) {
        if (items < 1) {
            throw new IllegalArgumentException("requestedMax must be positive, not " + items);
        }
        return new FlowSource<>(publisher, items);
    }

    @Override
    public String defaultName() {
        return "flow";
    }

    @Override
    public Receiving open(ReceiverContext<T> context) {
        return new FlowReceiving<>(publisher, requestedMax, context);
    }
}
