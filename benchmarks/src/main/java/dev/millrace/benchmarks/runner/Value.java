package dev.millrace.benchmarks.runner;

import dev.millrace.benchmarks.fork.Metric;
import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Side;

/** One metric of one side of a program. */
record Value(Program program, Side side, Metric metric) {}
