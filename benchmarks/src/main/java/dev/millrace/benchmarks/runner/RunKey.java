package dev.millrace.benchmarks.runner;

import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Side;

/** The n-th fork of a side of a program. */
record RunKey(Program program, Side side, int fork) {}
