package dev.millrace.connector;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A source whose records are made by a function that the user gave, and what becomes of those that it throws at. The
 * builder of a connector returns one where it was given such a function. The raw source's splits hand over raw records;
 * decoding is a step of the batch's plan, so a record is judged inside its batch, and again alike in a replay.
 *
 * @param deadLetters where bad records go; given exactly if the policy is {@link BadRecordPolicy#DEAD_LETTER}
 */
public record DecodedSource<R, T>(
        Source<R> raw,
        RecordDecoder<R, T> decoder,
        BadRecordPolicy onBadRecord,
        @Nullable Sink<? super BadRecord<R>> deadLetters)
        implements Source<T> {
    public DecodedSource {
        Objects.requireNonNull(raw, "raw");
        Objects.requireNonNull(decoder, "decoder");
        if (raw instanceof DecodedSource) {
            throw new IllegalArgumentException(
                    "the raw source of a decoded one is itself decoded: " + raw.defaultName());
        }
        if ((onBadRecord == BadRecordPolicy.DEAD_LETTER) != (deadLetters != null)) {
            throw new IllegalArgumentException(
                    "a sink for dead letters is needed for DEAD_LETTER and no other policy, not for " + onBadRecord
                            + " of source '" + raw.defaultName() + "'");
        }
    }

    @Override
    public String defaultName() {
        return raw.defaultName();
    }
}
