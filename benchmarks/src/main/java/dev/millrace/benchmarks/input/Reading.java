package dev.millrace.benchmarks.input;

import java.io.Serializable;

/** The record of the rows "over objects": what a sensor measured. */
public record Reading(long sensor, int value, String place) implements Serializable {}
