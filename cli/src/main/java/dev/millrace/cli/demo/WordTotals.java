package dev.millrace.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How often each word was seen, read from lines of the form {@code (word,count)}. Lines of one word add up. */
final class WordTotals {
    private static final Pattern LINE = Pattern.compile("\\(([^,()]+),(\\d+)\\)");

    private final Map<String, Long> counts = new TreeMap<>();

    static WordTotals of(Map<String, Long> counts) {
        WordTotals totals = new WordTotals();
        totals.counts.putAll(counts);
        return totals;
    }

    static WordTotals ofLines(List<String> lines) {
        WordTotals totals = new WordTotals();
        lines.forEach(totals::add);
        return totals;
    }

    /** Adds up all files below {@code directory} that a reader of the sink's output would read. */
    static WordTotals ofFiles(Path directory) throws IOException {
        WordTotals totals = new WordTotals();
        if (!Files.isDirectory(directory)) {
            return totals;
        }
        for (Path file : visibleFiles(directory)) {
            Files.readAllLines(file).forEach(totals::add);
        }
        return totals;
    }

    private static List<Path> visibleFiles(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.sorted().toList()) {
                String name = String.valueOf(entry.getFileName());
                if (name.startsWith(".") || name.startsWith("_")) {
                    continue;
                }
                if (Files.isDirectory(entry)) {
                    files.addAll(visibleFiles(entry));
                } else {
                    files.add(entry);
                }
            }
        }
        return files;
    }

    private void add(String line) {
        Matcher matcher = LINE.matcher(line.strip());
        if (matcher.matches()) {
            counts.merge(matcher.group(1), Long.parseLong(matcher.group(2)), Long::sum);
        }
    }

    long of(String word) {
        return counts.getOrDefault(word, 0L);
    }

    long sum() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    Iterable<String> words() {
        return counts.keySet();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WordTotals totals && counts.equals(totals.counts);
    }

    @Override
    public int hashCode() {
        return counts.hashCode();
    }

    @Override
    public String toString() {
        return counts.toString();
    }
}
