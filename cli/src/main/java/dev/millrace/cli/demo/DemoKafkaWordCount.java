package dev.millrace.cli.demo;

import dev.millrace.examples.KafkaWordCount;
import java.nio.file.Path;
import java.util.Arrays;
import picocli.CommandLine;

/** What {@link DemoWordCount} is for Kinesis: the example as it is, with a sink that stands still where the demo says. */
public final class DemoKafkaWordCount {
    private DemoKafkaWordCount() {}

    public static void main(String[] arguments) {
        StandardInput.endsThisProcess(System.in);
        CrashPoints crashPoints = new CrashPoints(Path.of(arguments[0]));
        KafkaWordCount program = new KafkaWordCount(sink -> new HoldingMarkerSink<>(sink, crashPoints));
        System.exit(new CommandLine(program).execute(Arrays.copyOfRange(arguments, 1, arguments.length)));
    }
}
