package dev.millrace.cli.demo;

import dev.millrace.Pair;
import dev.millrace.examples.KinesisWordCount;
import dev.millrace.file.FileSink;
import java.nio.file.Path;
import java.util.Arrays;
import picocli.CommandLine;

/**
 * The word count of the demo's child process: the example as it is, with a sink that stands still where the demo says, so
 * that SIGKILL meets the program there. The first argument is the directory through which the demo says so, all others are
 * the example's. When standard input ends, the demo has gone and the process goes too.
 */
public final class DemoWordCount {
    private DemoWordCount() {}

    public static void main(String[] arguments) {
        StandardInput.endsThisProcess(System.in);
        CrashPoints crashPoints = new CrashPoints(Path.of(arguments[0]));
        KinesisWordCount program = new KinesisWordCount(directory -> new HoldingSink<>(
                FileSink.<Pair<String, Integer>>text(directory)
                        .withPublicationListener(batch -> crashPoints.reach(CrashPoint.BETWEEN_PUBLICATIONS, batch)),
                crashPoints));
        System.exit(new CommandLine(program).execute(Arrays.copyOfRange(arguments, 1, arguments.length)));
    }
}
