package dev.millrace.batch;

import dev.millrace.MillraceException;
import dev.millrace.receiver.ReceiverEvents;
import dev.millrace.status.BatchInfo;
import dev.millrace.status.BatchStep;
import dev.millrace.status.ReceiverStatus;
import dev.millrace.status.Recovery;
import dev.millrace.status.StreamingListener;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Those who watch a context: the simulation's hook, whose exceptions end the loop, and listeners, whose exceptions end
 * nothing. Listeners may be added and removed by any thread at any time.
 */
public final class Observers implements ReceiverEvents {
    private final BatchSteps steps;
    private final List<ListenerDesk> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable String threadName;

    public Observers(BatchSteps steps) {
        this.steps = steps;
    }

    public void add(StreamingListener listener) {
        ListenerDesk desk = new ListenerDesk(listener);
        String name = threadName;
        if (name != null) {
            desk.begin(name);
        }
        listeners.add(desk);
    }

    public void remove(StreamingListener listener) {
        for (ListenerDesk desk : listeners) {
            if (desk.listener().equals(listener)) {
                listeners.remove(desk);
                desk.leave();
                return;
            }
        }
    }

    /** From here on each listener is told in a thread of its own. */
    public void begin(String name) {
        threadName = name;
        listeners.forEach(desk -> desk.begin(name));
    }

    /** Listeners are told what waits, each for at most so long, and then nothing more. */
    public void end(Duration timeout) {
        listeners.forEach(desk -> desk.end(timeout));
    }

    /** Whether it is a listener that calls. */
    public boolean isTelling() {
        for (ListenerDesk desk : listeners) {
            if (desk.isTelling()) {
                return true;
            }
        }
        return false;
    }

    /** How many events found no room in a listener's queue. */
    long eventsDropped() {
        long sum = 0;
        for (ListenerDesk desk : listeners) {
            sum += desk.dropped();
        }
        return sum;
    }

    boolean areListening() {
        return !listeners.isEmpty();
    }

    void step(BatchStep step, long batch) {
        if (!listeners.isEmpty()) {
            tell(listener -> listener.onBatchStep(step, batch));
        }
        steps.reached(step, batch);
    }

    void streamingStarted(Recovery recovery) {
        tell(listener -> listener.onStreamingStarted(recovery));
    }

    void batchSubmitted(long batch, Instant time, Map<String, Long> recordsBySource) {
        tell(listener -> listener.onBatchSubmitted(batch, time, recordsBySource));
    }

    void batchStarted(long batch, Instant time) {
        if (!listeners.isEmpty()) {
            tell(listener -> listener.onBatchStarted(batch, time));
        }
    }

    void outputStarted(String output, long batch) {
        if (!listeners.isEmpty()) {
            tell(listener -> listener.onOutputStarted(output, batch));
        }
    }

    void outputCompleted(String output, long batch) {
        if (!listeners.isEmpty()) {
            tell(listener -> listener.onOutputCompleted(output, batch));
        }
    }

    void batchCompleted(BatchInfo info) {
        tell(listener -> listener.onBatchCompleted(info));
    }

    void batchFailed(long batch, Instant time, MillraceException failure) {
        tell(listener -> listener.onBatchFailed(batch, time, failure));
    }

    @Override
    public void receiverStarted(ReceiverStatus receiver) {
        tell(listener -> listener.onReceiverStarted(receiver));
    }

    @Override
    public void receiverError(ReceiverStatus receiver) {
        tell(listener -> listener.onReceiverError(receiver));
    }

    @Override
    public void receiverStopped(ReceiverStatus receiver) {
        tell(listener -> listener.onReceiverStopped(receiver));
    }

    public void streamingStopped() {
        tell(StreamingListener::onStreamingStopped);
    }

    private void tell(Consumer<StreamingListener> what) {
        for (ListenerDesk listener : listeners) {
            listener.tell(what);
        }
    }
}
