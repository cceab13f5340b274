package dev.millrace.engine;

import java.util.List;

/** The end of a stage that keeps its records. */
@SuppressWarnings("unchecked") // whoever makes it gives it a list
final class BufferStep extends End {
    private final List<Object> records;

    BufferStep(Parts parts) {
        super(parts);
        this.records = (List<Object>) parts.work();
    }

    @Override
    public void accept(Object record) {
        records.add(record);
    }
}
