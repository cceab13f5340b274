package dev.millrace.connector;

import java.io.Serializable;

/** A record that its source's decoder threw at: where it came from, what it was, and what the decoder said. */
public record BadRecord<R>(String source, R raw, String error) implements Serializable {}
