package dev.millrace.connector;

import dev.millrace.function.Emitter;
import java.io.Serializable;

/**
 * What one batch may read of a log whose end is known only after reading: from where the last batch ended, up to limits of
 * the source's choice. A task reads it before the batch is sealed. Several attempts may read it, at the same time too; the
 * result of one counts.
 *
 * @param <R> what the source wants to know of what was read: where it ended, at least
 */
public interface OpenSplit<T, R extends Serializable> extends Serializable {
    /** The log's name, as in the ranges that will be sealed. */
    String log();

    /**
     * Pushes what is there, in order. It may wait as the outside world demands, but not for records that haven't come.
     *
     * @throws dev.millrace.MillraceException EXTERNAL_SYSTEM, once the source has given up to try it again
     */
    R read(Emitter<? super T> out) throws Exception;
}
