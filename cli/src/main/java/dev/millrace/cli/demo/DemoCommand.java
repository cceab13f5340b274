package dev.millrace.cli.demo;

import dev.millrace.cli.demo.DemoSettings.Source;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code millrace demo}: its options, its exit status. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Counts words from a Kinesis stream or a Kafka topic, exactly once, while the counting process is killed.",
            "Starts a Kinesis server or a Kafka broker, a producer and a word count, each a process of its own, on this"
                    + " machine alone; kills the word count with SIGKILL in the middle of a batch and starts it again, the"
                    + " broker too; then compares what was sent, what the program's state says and what its output holds,"
                    + " word by word.",
            "Exit status: 0 equal, 1 DIFFERENT or failed, 2 wrong options."
        })
public final class DemoCommand implements Callable<Integer> {
    @Option(
            names = "--source",
            paramLabel = "SOURCE",
            description =
                    "kinesis, or kafka: a real broker, which is killed in turn with the word count, and an output topic"
                            + " written by transactions (default: ${DEFAULT-VALUE})",
            defaultValue = "kinesis")
    private String source = "kinesis";

    @Option(
            names = "--records-per-second",
            description = "records sent each second (default: ${DEFAULT-VALUE})",
            defaultValue = "500")
    private int recordsPerSecond;

    @Option(
            names = "--seconds",
            description = "how long the producer sends, and on until the last kill (default: 10; on Spark 30)")
    private @Nullable Integer seconds;

    @Option(
            names = "--crashes",
            description =
                    "how often a process is killed (default: 3; on Spark 2: an executor, then the driver; from Kafka 4:"
                            + " the word count and the broker in turn)")
    private @Nullable Integer crashes;

    @Option(names = "--seed", description = "decides on the words and the kills (default: a new one each time)")
    private @Nullable Long seed;

    @Option(
            names = "--on-spark",
            description =
                    "run the word count on a standalone Spark cluster of two workers, which the demo starts; executors"
                            + " and drivers are killed in turn")
    private boolean onSpark;

    @Option(names = "--keep", description = "leave the data of the processes and say where it is")
    private boolean keep;

    @Override
    public Integer call() throws Exception {
        long chosenSeed = seed == null ? System.nanoTime() & 0xffff_ffffL : seed;
        DemoSettings settings;
        try {
            settings = settings(chosenSeed);
        } catch (IllegalArgumentException e) {
            System.err.println("millrace demo: " + e.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        Path directory = Demo.makeDirectory();
        Console console = new Console(System.out, Boolean.getBoolean("millrace.terminal"));
        console.line("Seed " + chosenSeed + " (the same one sends the same words: --seed=" + chosenSeed + ")");
        Children children = new Children(directory, keep);
        try (children) {
            Verdict verdict = new Demo(settings, directory, console, children).run();
            verdict.lines().forEach(console::line);
            return verdict.isEqual() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        } catch (DemoFailure e) {
            console.progress("");
            if (!children.wereInterrupted()) {
                System.err.println("millrace demo: " + e.getMessage());
            }
            return CommandLine.ExitCode.SOFTWARE;
        } finally {
            if (keep) {
                console.line("The data and the output of the processes are in " + directory);
            }
        }
    }

    /** On Spark a start takes seconds, so that all takes longer. */
    private DemoSettings settings(long chosenSeed) {
        Source from = Source.of(source);
        int sendingSeconds = seconds != null ? seconds : onSpark ? 30 : 10;
        int usualKills = onSpark ? 2 : from == Source.KAFKA ? 4 : 3;
        int kills = crashes != null ? crashes : usualKills;
        return new DemoSettings(from, recordsPerSecond, sendingSeconds, kills, chosenSeed, onSpark);
    }
}
