package dev.millrace.engine;

import dev.millrace.MillraceException;
import dev.millrace.connector.OpenSplit;
import dev.millrace.connector.Reading;
import dev.millrace.connector.Split;
import dev.millrace.plan.ListSplit;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** What was read in the caller's thread and is kept in its memory, where it can't be lost without the caller. */
record InlineReading<T, R extends Serializable>(R result, List<T> kept) implements Reading<T, R> {
    static <T, R extends Serializable> InlineReading<T, R> of(OpenSplit<T, R> split, long batch) {
        List<T> records = new ArrayList<>();
        try {
            return new InlineReading<>(split.read(records::add), records);
        } catch (MillraceException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(split, batch, e);
        } catch (Exception e) {
            throw failed(split, batch, e);
        }
    }

    private static MillraceException failed(OpenSplit<?, ?> split, long batch, Exception e) {
        return new MillraceException(
                MillraceException.Kind.EXTERNAL_SYSTEM,
                "batch " + batch + ": reading log '" + split.log() + "' failed: " + e,
                e);
    }

    @Override
    public long records() {
        return kept.size();
    }

    @Override
    public Split<T> orElse(Split<T> again) {
        return new ListSplit<>(kept);
    }
}
