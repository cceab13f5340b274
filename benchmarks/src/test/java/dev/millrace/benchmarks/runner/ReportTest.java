package dev.millrace.benchmarks.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.Metric;
import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final Row ROW = new Row(
            3,
            "lines of text",
            List.of(new Comparison(
                    "grep: time over the loop's",
                    "loop",
                    new Value(Program.GREP, Side.MILLRACE, Metric.NANOS_PER_RECORD),
                    new Value(Program.GREP, Side.LOOP, Metric.NANOS_PER_RECORD),
                    Goal.atMost(1.5, 1.15, "×"))));

    @TempDir
    private Path directory;

    @Test
    void aRatioIsTakenForkByForkAndHoldsOrNot() throws IOException {
        Report report = new Report(runs(result("a", 14), result("a", 10), result("a", 20), result("a", 24)), 2);
        assertTrue(report.rows(List.of(ROW)).contains("| loop | ≤ 1.5× | ≤ 1.15× | 1.30× (1.20× to 1.40×) | holds |"));
        assertFalse(report.isRefused());
        Report slow = new Report(runs(result("a", 20), result("a", 10), result("a", 20), result("a", 40)), 2);
        assertTrue(slow.rows(List.of(ROW)).contains("2.00× (2.00× to 2.00×) | **MISSED** |"));
        assertFalse(slow.isRefused());
    }

    @Test
    void aContestantWithAnotherHashHasNoFigure() throws IOException {
        Report report = new Report(runs(result("a", 14), result("a", 10), result("a", 20), result("b", 24)), 2);
        assertTrue(report.rows(List.of(ROW)).contains("no figure | **WRONG ANSWER** |"));
        assertTrue(report.isRefused());
    }

    @Test
    void aForkWithoutAResultLeavesNoFigure() throws IOException {
        Report report = new Report(runs(result("a", 14), result("a", 10), result("a", 20), result("a", 24)), 3);
        assertTrue(report.rows(List.of(ROW)).contains("no figure | **FAILED** |"));
        assertTrue(report.isRefused());
    }

    @Test
    void contestantsTakeTurns() {
        assertEquals(
                List.of(Side.MILLRACE, Side.LOOP, Side.LOOP, Side.MILLRACE, Side.MILLRACE, Side.LOOP),
                Runner.plan(List.of(ROW), 3).stream().map(RunKey::side).toList());
    }

    @Test
    void whatWasMeasuredIsTakenUpAgain() throws IOException {
        Path file = directory.resolve("runs");
        RunKey key = new RunKey(Program.GREP, Side.LOOP, 0);
        Runs.begin(file, "quick").add(key, result("a", 3));
        assertTrue(Runs.resume(file, "quick").has(key));
        assertEquals(
                3.0, Runs.resume(file, "quick").metric(new Value(Program.GREP, Side.LOOP, Metric.NANOS_PER_RECORD), 0));
        assertThrows(IllegalArgumentException.class, () -> Runs.resume(file, "full"));
    }

    /** Two forks of Millrace and two of the loop, in the order in which they ran. */
    private Runs runs(ForkResult... results) throws IOException {
        Runs runs = Runs.begin(directory.resolve("runs"), "test");
        List<RunKey> plan = Runner.plan(List.of(ROW), 2);
        for (int i = 0; i < results.length; i++) {
            runs.add(plan.get(i), results[i]);
        }
        return runs;
    }

    private static ForkResult result(String hash, double nanos) {
        return new ForkResult(hash, true, Map.of(Metric.NANOS_PER_RECORD, nanos));
    }
}
