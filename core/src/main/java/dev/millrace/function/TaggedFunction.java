package dev.millrace.function;

import java.io.Serializable;

/** Hands what a value becomes to an emitter, untagged or under tags: see {@code DStream.mapMulti}. */
@FunctionalInterface
public interface TaggedFunction<T, R> extends Serializable {
    void call(T value, TaggedEmitter<R> out) throws Exception;
}
