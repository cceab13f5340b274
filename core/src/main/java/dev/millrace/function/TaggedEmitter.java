package dev.millrace.function;

import dev.millrace.OutputTag;

/** Where a {@link TaggedFunction} puts its records. Valid during the call only. */
public interface TaggedEmitter<R> {
    /** To the stream itself. */
    void accept(R record);

    /** To the side output of this tag, which must be one of those that were given with the function. */
    <S> void accept(OutputTag<S> tag, S record);
}
