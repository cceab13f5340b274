package dev.millrace.plan;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/**
 * A list that nobody changes any more, over a bare array. The embedded engine runs over the array itself: a record less
 * to look up, and no bound to check. Any thread.
 */
public final class RecordArray<T> extends AbstractList<T> implements RandomAccess {
    private final Object[] records;

    private RecordArray(Object[] records) {
        this.records = records;
    }

    /** A copy of a list as it is now. */
    public static <T> RecordArray<T> copyOf(List<T> records) {
        return new RecordArray<>(records.toArray());
    }

    /** The records themselves, for who only reads them. */
    public Object[] array() {
        return records;
    }

    @Override
    @SuppressWarnings("unchecked") // the array holds what the list held
    public T get(int index) {
        return (T) records[index];
    }

    @Override
    public int size() {
        return records.length;
    }
}
