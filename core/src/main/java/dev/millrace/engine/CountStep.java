package dev.millrace.engine;

/** All records become their number. */
final class CountStep extends Step {
    private final Step next;
    private long count;

    CountStep(Step next) {
        this.next = next;
    }

    @Override
    public void accept(Object record) {
        count++;
    }

    @Override
    public boolean isStopped() {
        return next.isStopped();
    }

    @Override
    void end() {
        next.accept(count);
    }
}
