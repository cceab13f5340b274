package dev.millrace.testkit.simulation;

import java.io.Serializable;

/** A record of the outside world: where it lies, so that its order can be checked, and what programs compute with. */
record Event(int source, String log, long offset, String key, long value) implements Serializable {}
