package dev.millrace.spark;

import dev.millrace.connector.SinkTask;
import dev.millrace.connector.StagedOutput;
import dev.millrace.connector.StagedSink;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Files that appear when their batch is done, in a directory that nobody locks: two drivers may believe that it is theirs. */
record StagedFiles(String directory) implements StagedSink<String> {
    private static final String STAGED = ".staged-";

    @Override
    public String defaultName() {
        return "staged files";
    }

    @Override
    public StagedOutput stage(SinkTask task, Iterator<String> records) throws IOException {
        List<String> lines = new ArrayList<>();
        records.forEachRemaining(lines::add);
        String name = STAGED + task.epoch() + "." + task.batch() + "." + task.partition() + "." + task.attempt();
        Files.write(Files.createDirectories(Path.of(directory)).resolve(name), lines);
        return new StagedOutput(task.partition(), name, 0, 0, lines.size());
    }

    @Override
    public int publish(String sink, long batch, List<StagedOutput> outputs) throws IOException {
        int published = 0;
        for (StagedOutput output : outputs) {
            Path staged = Path.of(directory, output.name());
            if (Files.exists(staged)) {
                Files.move(staged, Path.of(directory, batch + "." + output.partition()));
                published++;
            }
        }
        return published;
    }

    @Override
    public void discardUnpublished(String sink, long batch, long epoch) throws IOException {
        try (DirectoryStream<Path> staged =
                Files.newDirectoryStream(Files.createDirectories(Path.of(directory)), STAGED + "*")) {
            for (Path file : staged) {
                String name = String.valueOf(file.getFileName());
                if (Long.parseLong(name.substring(STAGED.length(), name.indexOf('.', STAGED.length()))) < epoch) {
                    Files.delete(file);
                }
            }
        }
    }
}
