package dev.millrace.benchmarks.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Side;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunnerTest {
    @Test
    void whatStandsInSeveralRowsRunsOnce() {
        List<RunKey> plan = Runner.plan(Rows.ALL, 2);
        assertEquals(plan.size(), new HashSet<>(plan).size());
    }

    @Test
    void contestantsTakeTurns() {
        Row row =
                new Row(2, "count", List.of(Comparisons.time(Program.COUNT_10, "10 keys", Goal.atMost(1.5, 1.2, "×"))));
        assertEquals(
                List.of(
                        new RunKey(Program.COUNT_10, Side.MILLRACE, 0),
                        new RunKey(Program.COUNT_10, Side.LOOP, 0),
                        new RunKey(Program.COUNT_10, Side.LOOP, 1),
                        new RunKey(Program.COUNT_10, Side.MILLRACE, 1)),
                Runner.plan(List.of(row), 2));
    }
}
