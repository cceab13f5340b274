package dev.millrace.plan;

/** A state that times out: what the user knows of it, and the time, in ms since 1970, of the batch that touched it last. */
public record TimedState<S>(S state, long touchedMillis) {}
