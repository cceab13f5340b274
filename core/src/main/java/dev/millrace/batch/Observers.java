package dev.millrace.batch;

import dev.millrace.MillraceException;
import dev.millrace.receiver.ReceiverEvents;
import dev.millrace.status.BatchInfo;
import dev.millrace.status.BatchStep;
import dev.millrace.status.ReceiverStatus;
import dev.millrace.status.Recovery;
import dev.millrace.status.StreamingListener;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Those who watch a context: the simulation's hook, whose exceptions end the loop, and listeners, whose exceptions end
 * nothing. Listeners may be added and removed by any thread at any time.
 */
public final class Observers implements ReceiverEvents {
    private static final System.Logger LOGGER = System.getLogger("dev.millrace.batch");

    private final BatchSteps steps;
    private final List<StreamingListener> listeners = new CopyOnWriteArrayList<>();

    public Observers(BatchSteps steps) {
        this.steps = steps;
    }

    public void add(StreamingListener listener) {
        listeners.add(listener);
    }

    public void remove(StreamingListener listener) {
        listeners.remove(listener);
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
        for (StreamingListener listener : listeners) {
            try {
                what.accept(listener);
            } catch (RuntimeException e) {
                LOGGER.log(Level.WARNING, "a listener threw; the stream goes on", e);
            }
        }
    }
}
