package dev.millrace.spark;

import dev.millrace.MillraceException;
import dev.millrace.engine.SharedValue;
import java.io.IOException;
import org.apache.spark.SparkException;
import org.apache.spark.broadcast.Broadcast;

/** A value that Spark's own broadcast brings to executors, each once. */
record SparkSharedValue<T>(Broadcast<CarriedValue> broadcast, String what) implements SharedValue<T> {
    @Override
    @SuppressWarnings("unchecked") // it was made of a T
    public T get() {
        try {
            return (T) broadcast.value().value();
        } catch (Exception e) {
            if (e instanceof SparkException || e instanceof IOException) {
                throw new MillraceException(
                        MillraceException.Kind.USER_CODE,
                        what + " can't be read any more: it was destroyed, or its context is closed (" + e.getMessage()
                                + ")",
                        e);
            }
            throw e;
        }
    }

    @Override
    public void unpersist() {
        if (broadcast.isValid()) {
            broadcast.unpersist(false);
        }
    }

    @Override
    public void destroy() {
        if (broadcast.isValid()) {
            broadcast.destroy();
        }
    }
}
