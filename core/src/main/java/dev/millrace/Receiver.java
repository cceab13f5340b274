package dev.millrace;

import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.ReceiverContext;
import java.lang.reflect.ParameterizedType;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a user writes to receive from anything, as in Spark: {@link #onStart} begins, {@link #onStop} ends, and what has come is
 * {@link #store(Object) stored}. It runs in this process in threads of its own, under supervision; what it throws is
 * reported, and it is started again. One object receives for one stream. Any thread may store.
 */
public abstract class Receiver<T> {
    private final StorageLevel storageLevel;
    private volatile @Nullable ReceiverContext<T> context;
    private volatile int streamId = -1;

    protected Receiver() {
        this(StorageLevel.MEMORY_AND_DISK);
    }

    /** The level is what Spark's receivers are given; where blocks lie is a matter of {@link ReceiverSettings}. */
    protected Receiver(StorageLevel storageLevel) {
        this.storageLevel = Checks.argument(storageLevel, "storage level");
    }

    /**
     * Begins to receive. It may start threads and return, as Spark's has to, or stay and receive until {@link #isStopped()};
     * one that stays is interrupted after {@link #onStop}.
     */
    public abstract void onStart() throws Exception;

    /** Ends the threads and connections of {@link #onStart}. What is stored meanwhile still counts. */
    public abstract void onStop() throws Exception;

    /**
     * What was stored with these metadata is safe: in the block log, synced, or without one in memory. In the order of
     * storing, one call at a time: the place to acknowledge to a sender.
     */
    protected void onStored(List<Object> metadata) throws Exception {}

    /** A host that it would like to run on; shown in the status, as it runs in this process in any case. */
    public String preferredLocation() {
        return "";
    }

    // ---- storing

    /** Buffers a record; it is safe when the next block was cut, at most a block interval later. Waits while the log is full. */
    public final void store(T record) {
        attached().store(record);
    }

    /** The same; {@link #onStored} gives the metadata back when it is safe. */
    public final void store(T record, Object metadata) {
        attached().store(record, Checks.argument(metadata, "metadata"));
    }

    /** Stores all records and returns when they are safe, and all that this thread stored before: then acknowledge them. */
    public final void store(Iterator<T> records) {
        attached().storeAll(records);
    }

    /** The same; {@link #onStored} is given the metadata before this returns. */
    public final void store(Iterator<T> records, Object metadata) {
        attached().storeAll(records, Checks.argument(metadata, "metadata"));
    }

    /** The same for a list. */
    public final void store(List<T> records) {
        attached().storeAll(records.iterator());
    }

    /** The same for a list. */
    public final void store(List<T> records, Object metadata) {
        attached().storeAll(records.iterator(), Checks.argument(metadata, "metadata"));
    }

    /** Stores what remains in the buffer as one record of a {@code Receiver<byte[]>}, and returns when it is safe. */
    public final void store(ByteBuffer bytes) {
        attached().storeAll(List.of(copied(bytes)).iterator());
    }

    /** The same; {@link #onStored} is given the metadata before this returns. */
    public final void store(ByteBuffer bytes, Object metadata) {
        attached().storeAll(List.of(copied(bytes)).iterator(), Checks.argument(metadata, "metadata"));
    }

    @SuppressWarnings("unchecked") // checked as far as the class tells what it receives
    private T copied(ByteBuffer bytes) {
        if (getClass().getGenericSuperclass() instanceof ParameterizedType type
                && type.getRawType() == Receiver.class
                && type.getActualTypeArguments()[0] != byte[].class
                && type.getActualTypeArguments()[0] instanceof Class<?> other) {
            throw new MillraceException(
                    Kind.USER_CODE,
                    getClass().getName() + ": store(ByteBuffer) stores an array of bytes, and this receives "
                            + other.getSimpleName() + ". Extend Receiver<byte[]>, and decode in the stream");
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return (T) copy;
    }

    // ---- asking the supervisor

    /** Shown in the status and told to listeners; nothing else happens. */
    public final void reportError(String message, @Nullable Throwable cause) {
        attached().reportError(message, cause);
    }

    /** Stops and starts again after 2 s, or what the settings say; longer while nothing is stored. Returns at once. */
    public final void restart(String message) {
        attached().restart(message, null, null);
    }

    /** The same, and says what is the cause. */
    public final void restart(String message, @Nullable Throwable cause) {
        attached().restart(message, cause, null);
    }

    /** The same, after so many milliseconds at first. */
    public final void restart(String message, @Nullable Throwable cause, int millisecond) {
        attached().restart(message, cause, Duration.ofMillis(millisecond));
    }

    /** Stops for good; the context goes on. Returns at once. */
    public final void stop(String message) {
        attached().stop(message, null);
    }

    /** The same, and says what is the cause. */
    public final void stop(String message, @Nullable Throwable cause) {
        attached().stop(message, cause);
    }

    /** Whether it was started and not asked to stop since. */
    public final boolean isStarted() {
        ReceiverContext<T> known = context;
        return known != null && known.isStarted();
    }

    /** Whether it should receive no more. */
    public final boolean isStopped() {
        return !isStarted();
    }

    /** Its number among the receivers of its context. */
    public final int streamId() {
        return streamId;
    }

    /** What the constructor was given. */
    public final StorageLevel storageLevel() {
        return storageLevel;
    }

    void attach(ReceiverContext<T> supervisor, int number) {
        context = supervisor;
        streamId = number;
    }

    private ReceiverContext<T> attached() {
        ReceiverContext<T> known = context;
        if (known == null) {
            throw new MillraceException(
                    Kind.USER_CODE,
                    getClass().getName() + " is not started: give it to receiverStream, and store from onStart on");
        }
        return known;
    }
}
