package dev.millrace.engine;

/** All records become their number. */
final class CountStep extends Step {
    private final Step next;
    private final int slot;

    CountStep(Parts parts) {
        super(parts);
        this.next = parts.following();
        this.slot = parts.slot();
    }

    @Override
    void begin(Frame frame, int partition) {
        frame.put(slot, Accumulated.ofCount());
    }

    @Override
    void accept(Object record, Frame frame) {
        ((Accumulated) frame.get(slot)).bits++;
    }

    @Override
    Step folding() {
        return this;
    }

    @Override
    long fold(Object record, long bits, int kind, Frame frame) {
        return bits + 1;
    }

    @Override
    void end(Frame frame) {
        next.accept(((Accumulated) frame.get(slot)).bits, frame);
    }
}
