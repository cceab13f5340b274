package dev.millrace.cli.demo;

import dev.millrace.Pair;
import dev.millrace.connector.SinkTask;
import dev.millrace.connector.StagedOutput;
import dev.millrace.connector.StagedSink;
import dev.millrace.examples.KinesisWordCount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine;

/** The word count with one rule of the commit protocol broken: output is visible before its batch is done. */
final class HastyWordCount {
    private HastyWordCount() {}

    public static void main(String[] arguments) {
        StandardInput.endsThisProcess(System.in);
        CrashPoints crashPoints = new CrashPoints(Path.of(arguments[0]));
        KinesisWordCount program = new KinesisWordCount(
                directory -> new HoldingSink<>(new PublishesWhileStaging<>(directory.toString()), crashPoints));
        System.exit(new CommandLine(program).execute(Arrays.copyOfRange(arguments, 1, arguments.length)));
    }

    private record PublishesWhileStaging<T>(String directory) implements StagedSink<Pair<String, T>> {
        @Override
        public String defaultName() {
            return "hasty:" + directory;
        }

        @Override
        public StagedOutput stage(SinkTask task, Iterator<Pair<String, T>> records) throws Exception {
            String name = task.batch() + "-" + task.partition() + "-" + task.epoch() + "-" + task.attempt();
            List<String> lines = new ArrayList<>();
            records.forEachRemaining(record -> lines.add(record.toString()));
            Files.createDirectories(Path.of(directory));
            Files.write(Path.of(directory, name), lines);
            return new StagedOutput(task.partition(), name, 0, 0, lines.size());
        }

        @Override
        public int publish(String sink, long batch, List<StagedOutput> outputs) {
            return 0;
        }

        @Override
        public void discardUnpublished(String sink, long batch, long epoch) {}
    }
}
