package dev.millrace.spark;

import java.io.Serializable;
import java.nio.ByteBuffer;
import org.apache.spark.SparkEnv;
import scala.reflect.ClassTag;

/**
 * Something of ours, written as Spark writes closures. It passes through {@code spark.serializer} as bytes: Kryo, say, can't
 * write records.
 */
final class Serialized<T> implements Serializable {
    private final byte[] bytes;

    private Serialized(byte[] bytes) {
        this.bytes = bytes;
    }

    static <T> Serialized<T> of(T value) {
        ByteBuffer written = SparkEnv.get().closureSerializer().newInstance().serialize(value, ClassTag.Any());
        byte[] bytes = new byte[written.remaining()];
        written.get(bytes);
        return new Serialized<>(bytes);
    }

    /** It, made anew with each call. */
    @SuppressWarnings("unchecked") // it was one when it was written
    T value() {
        return (T) SparkEnv.get()
                .closureSerializer()
                .newInstance()
                .deserialize(ByteBuffer.wrap(bytes), Thread.currentThread().getContextClassLoader(), ClassTag.Any());
    }
}
