package dev.millrace.engine;

/** The first step of a stage and its end: what a copy of a loop has as a constant. */
record Stage(Step first, Step last) {
    static Stage from(Step first) {
        return new Stage(first, first.last());
    }
}
