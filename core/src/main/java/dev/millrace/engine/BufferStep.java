package dev.millrace.engine;

import java.util.List;

/** The end of a stage that keeps its records: its state is the list. */
final class BufferStep extends Step {
    BufferStep(Parts parts) {
        super(parts);
    }

    @Override
    @SuppressWarnings("unchecked") // whoever begins the task puts a list there
    void accept(Object record, Frame frame) {
        ((List<Object>) frame.end()).add(record);
    }
}
