package dev.millrace.benchmarks.fork;

import java.nio.file.Path;

/**
 * What a fork is told to do.
 *
 * @param size instead of the program's own, in tests
 * @param data a directory for what goes to disk; it need not exist, and the fork deletes it
 */
public record Order(Program program, Side side, int size, Effort effort, Path data) {}
