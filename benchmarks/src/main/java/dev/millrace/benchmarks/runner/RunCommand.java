package dev.millrace.benchmarks.runner;

import dev.millrace.benchmarks.fork.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The command line of {@code benchmarks/run}. */
@Command(
        name = "benchmarks/run",
        mixinStandardHelpOptions = true,
        version = "Millrace benchmarks 0.1.0",
        sortOptions = false,
        description = "Measures Millrace beside hand-written loops and its peers, each run in a fresh JVM, and"
                + " prints a table of ratios with their gates. Progress goes to the error output.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:every figure could be taken, whether its gate holds or not",
            "1:a fork failed, or contestants computed different results",
            "2:an option is wrong"
        })
public final class RunCommand implements Callable<Integer> {
    @Option(
            names = "--rows",
            split = ",",
            paramLabel = "ROW",
            description =
                    "Rows of the table, such as 1,2,3; all if not given. A number that is no row's makes all be named.")
    private @Nullable List<Integer> rows;

    @Option(names = "--quick", description = "2 forks a contestant, shorter series: a look.")
    private boolean quick;

    @Option(names = "--forks", paramLabel = "N", description = "Fresh JVMs a contestant: 5, or 2 with --quick.")
    private @Nullable Integer forks;

    @Option(names = "--output", paramLabel = "FILE", description = "Write the table to a file as well.")
    private @Nullable Path output;

    @Option(
            names = "--resume",
            description = "Keep what an interrupted run has measured already; it lies in FILE.runs, or in target/runs.")
    private boolean resume;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the disk rows write; a directory in target if not given.")
    private @Nullable Path data;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    /** @param arguments see {@code --help} */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new RunCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path target = Path.of(System.getProperty("benchmarks.target", "benchmarks/target"));
        Path directory = data == null ? target.resolve("data") : data;
        List<Row> wanted = wantedRows();
        int count = forks == null ? (quick ? 2 : 5) : forks;
        if (count < 1) {
            throw error("at least one fork, not " + count);
        }
        Runs runs = runs(target);
        String machine = Machine.describe(directory);
        Runner runner = new Runner(
                new ForkProcess(ClassPaths.ofBuild(target), quick ? "quick" : "full"),
                runs,
                Program::size,
                directory,
                System.err);
        runner.run(wanted, count);
        Report report = new Report(runs, count);
        String text = text(report.rows(wanted), machine, count);
        System.out.print(text);
        if (output != null) {
            Files.writeString(output, text);
        }
        return runner.hasFailed() || report.isRefused() ? 1 : 0;
    }

    private List<Row> wantedRows() {
        if (rows == null) {
            return Rows.ALL;
        }
        TreeSet<Integer> numbers = new TreeSet<>(rows);
        List<Row> wanted =
                Rows.ALL.stream().filter(row -> numbers.contains(row.number())).toList();
        if (wanted.size() < numbers.size()) {
            String known =
                    Rows.ALL.stream().map(row -> String.valueOf(row.number())).collect(Collectors.joining(", "));
            throw error("unknown row among " + numbers + "; there are " + known);
        }
        return wanted;
    }

    private Runs runs(Path target) throws IOException {
        Path file = output == null ? target.resolve("runs") : Path.of(output + ".runs");
        String header = "millrace benchmarks, " + (quick ? "quick" : "full");
        try {
            return resume ? Runs.resume(file, header) : Runs.begin(file, header);
        } catch (IllegalArgumentException e) {
            throw error(String.valueOf(e.getMessage()));
        }
    }

    private ParameterException error(String message) {
        return new ParameterException(spec == null ? new CommandLine(this) : spec.commandLine(), message);
    }

    private String text(String table, String machine, int count) {
        return "# Performance, measured\n\n"
                + "Written by `benchmarks/run" + (quick ? " --quick" : "") + "`: " + count
                + " forks a contestant, each a fresh JVM, A B C, C B A, …; ratios fork by fork, their median and range."
                + " All contestants read the same records from memory and computed the same result in every pass. What the"
                + " rows mean and how the peer is set up: benchmarks/README.md.\n\n"
                + table
                + "\n## The machine\n\n"
                + machine;
    }
}
