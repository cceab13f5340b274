package dev.millrace.connector;

import java.io.Serializable;

/** Who writes: one attempt at one partition of one batch, under the epoch of the driver that began it. */
public record SinkTask(String sink, long batch, int partition, long epoch, int attempt) implements Serializable {}
