package dev.millrace.engine;

import java.io.Serializable;

/**
 * An accumulator as tasks know it.
 *
 * @param number its place among those of its context
 * @param name what it is called in the program and in the checkpoint
 * @param summing how its parts become one
 */
public record Accumulation(int number, String name, Summing summing) implements Serializable {}
