package dev.millrace.engine;

/** The end of a stage whose records are persisted: its state is the keeper. */
final class KeepStep extends Step {
    KeepStep(Parts parts) {
        super(parts);
    }

    @Override
    void accept(Object record, Frame frame) {
        ((Keeper) frame.end()).add(record);
    }

    @Override
    boolean isStopped(Frame frame) {
        return ((Keeper) frame.end()).isFull();
    }
}
