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
        frame.put(slot, new long[1]);
    }

    @Override
    void accept(Object record, Frame frame) {
        ((long[]) frame.get(slot))[0]++;
    }

    @Override
    void end(Frame frame) {
        next.accept(((long[]) frame.get(slot))[0], frame);
    }
}
