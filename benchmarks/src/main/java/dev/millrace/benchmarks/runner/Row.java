package dev.millrace.benchmarks.runner;

import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Side;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A row of docs/performance.md: its comparisons, and from them who must run what. */
record Row(int number, String title, List<Comparison> comparisons) {
    /** The sides that each program needs, in the order of the comparisons. */
    Map<Program, Set<Side>> contestants() {
        Map<Program, Set<Side>> contestants = new LinkedHashMap<>();
        for (Comparison comparison : comparisons) {
            for (Value value : comparison.values()) {
                contestants
                        .computeIfAbsent(value.program(), program -> new LinkedHashSet<>())
                        .add(value.side());
            }
        }
        return contestants;
    }
}
