package dev.millrace.engine;

/** All records become their number. */
final class CountStep extends Link {
    private long count;

    CountStep(Parts parts) {
        super(parts);
    }

    @Override
    public void accept(Object record) {
        count++;
    }

    @Override
    void end() {
        next.accept(count);
    }
}
