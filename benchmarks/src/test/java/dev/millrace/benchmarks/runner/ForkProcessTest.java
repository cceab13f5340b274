package dev.millrace.benchmarks.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.benchmarks.fork.Metric;
import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Side;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real forks with a few records: what {@code benchmarks/run} does, in seconds. */
class ForkProcessTest {
    private static final int LINES = 500;

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream progress = new ByteArrayOutputStream();

    @Test
    void sparkMillraceAndTheLoopCountTheSameWords() throws Exception {
        List<Row> rows = List.of(onlyThe(Program.WORD_COUNT));
        Runs runs = run(rows, LINES);
        assertEquals(List.of(Side.MILLRACE, Side.LOOP, Side.DSTREAM), List.copyOf(runs.sides(Program.WORD_COUNT)));
        assertTrue(runs.areEqual(Program.WORD_COUNT));
        Report report = new Report(runs, 1);
        String table = report.rows(rows);
        assertFalse(report.isRefused(), table);
        assertTrue(table.contains("| 3 | word-count | dstream |"), table);
    }

    @Test
    void theTimeToTheFirstResultIsTakenFromOutside() throws Exception {
        Comparison alone = Rows.ALL.stream()
                .filter(row -> row.number() == 15)
                .flatMap(row -> row.comparisons().stream())
                .filter(comparison -> comparison.denominator() == null)
                .findFirst()
                .orElseThrow();
        Runs runs = run(List.of(new Row(15, "start", List.of(alone))), LINES);
        List<Double> millis = runs.metrics(Program.FIRST_RESULT, Side.MILLRACE, Metric.MILLIS_TO_FIRST_RESULT);
        assertEquals(1, millis.size());
        assertTrue(millis.get(0) > 0);
    }

    @Test
    void aForkThatFailsIsReportedWithItsLastLines() throws Exception {
        run(List.of(onlyThe(Program.GREP)), 1);
        String said = progress.toString(StandardCharsets.UTF_8);
        assertTrue(said.contains("FAILED"), said);
        assertTrue(said.contains("at least one record for each part, not 1"), said);
    }

    private Runs run(List<Row> rows, int size) throws IOException, InterruptedException {
        Runs runs = Runs.begin(directory.resolve("runs"), "test");
        ForkProcess process = new ForkProcess(ClassPaths.ofBuild(Path.of("target")), "tiny");
        PrintStream out = new PrintStream(progress, true, StandardCharsets.UTF_8);
        new Runner(process, runs, program -> size, directory, out).run(rows, 1);
        return runs;
    }

    private static Row onlyThe(Program program) {
        Row row =
                Rows.ALL.stream().filter(each -> each.number() == 3).findFirst().orElseThrow();
        List<Comparison> comparisons = row.comparisons().stream()
                .filter(comparison -> comparison.numerator().program() == program)
                .filter(comparison -> comparison.against().equals("loop")
                        || (program == Program.WORD_COUNT
                                && comparison.against().equals("DStream")))
                .toList();
        return new Row(row.number(), row.title(), comparisons);
    }
}
