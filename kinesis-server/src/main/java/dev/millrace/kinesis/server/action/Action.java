package dev.millrace.kinesis.server.action;

import org.jspecify.annotations.Nullable;

/** One operation. Without state of its own, so one instance serves all servers; called from many threads, and may wait for the disk. */
interface Action<Q extends Record> {
    /** The request: its components and their annotations say what is read and checked before {@link #handle} sees it. */
    Class<Q> requestType();

    /** The reply's body, or null if it has none. Errors are thrown as {@code ServiceException}. */
    @Nullable
    Record handle(Q request, Backend backend);
}
