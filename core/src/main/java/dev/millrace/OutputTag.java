package dev.millrace;

import java.io.Serializable;

/**
 * Tags records that go to an output beside the stream's own; {@code T} is their type. Tags of the same name are the same.
 */
@SuppressWarnings("UnusedTypeParameter") // the compiler checks by it what is emitted and read
public record OutputTag<T>(String name) implements Serializable {
    public OutputTag {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a tag has a name");
        }
    }

    public static <T> OutputTag<T> of(String name) {
        return new OutputTag<>(name);
    }
}
