package dev.millrace.spark;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.connector.MarkerSink;
import dev.millrace.connector.SinkTask;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A store with transactions that all processes reach: a file's name is the mark, its content the records, and a lock makes
 * both one transaction with the look at the epoch. {@code trouble} is called before a transaction and after it.
 */
record MarkedFiles(String directory, Trouble trouble) implements MarkerSink<String> {
    /** What goes wrong. */
    interface Trouble extends java.io.Serializable {
        void at(String moment, SinkTask task, List<String> records) throws Exception;
    }

    @Override
    public String defaultName() {
        return "marked files";
    }

    @Override
    public void write(SinkTask task, Iterator<String> records) throws Exception {
        List<String> lines = new ArrayList<>();
        records.forEachRemaining(lines::add);
        trouble.at("before", task, lines);
        Path store = Files.createDirectories(Path.of(directory));
        try (FileChannel channel =
                        FileChannel.open(store.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (lock.isValid()) {
                commit(store, task, lines);
            }
        }
        trouble.at("after", task, lines);
    }

    private static void commit(Path store, SinkTask task, List<String> lines) throws IOException {
        Path epoch = store.resolve(".epoch");
        long highest = Files.exists(epoch) ? Long.parseLong(Files.readString(epoch)) : 0;
        if (task.epoch() < highest) {
            throw new MillraceException(
                    Kind.CONFIGURATION, "a driver of epoch " + highest + " has taken over from epoch " + task.epoch());
        }
        Files.writeString(epoch, Long.toString(task.epoch()));
        Path mark = store.resolve(task.batch() + "." + task.partition());
        if (!Files.exists(mark)) {
            Files.write(mark, lines);
        }
    }

    /** All records, sorted. */
    static List<String> read(Path directory) throws IOException {
        List<String> records = new ArrayList<>();
        try (DirectoryStream<Path> marks = Files.newDirectoryStream(directory, "[0-9]*")) {
            for (Path mark : marks) {
                records.addAll(Files.readAllLines(mark));
            }
        }
        return records.stream().sorted().toList();
    }
}
