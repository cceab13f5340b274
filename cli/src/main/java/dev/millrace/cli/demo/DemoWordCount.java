package dev.millrace.cli.demo;

import dev.millrace.Pair;
import dev.millrace.examples.KinesisWordCount;
import dev.millrace.file.FileSink;
import picocli.CommandLine;

/**
 * The word count of the demo's child process: the example as it is, with a sink that stands still where standard input
 * says, so that SIGKILL meets the program there. When standard input ends, the demo has gone and the process goes too.
 */
public final class DemoWordCount {
    private DemoWordCount() {}

    public static void main(String[] arguments) {
        CrashPoints crashPoints = new CrashPoints();
        crashPoints.listen(System.in);
        KinesisWordCount program = new KinesisWordCount(directory -> new HoldingSink<>(
                FileSink.<Pair<String, Integer>>text(directory)
                        .withPublicationListener(batch -> crashPoints.reach(CrashPoint.BETWEEN_PUBLICATIONS, batch)),
                crashPoints));
        System.exit(new CommandLine(program).execute(arguments));
    }
}
