package dev.millrace.conventions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** The files of this checkout, as the rules see them. */
final class Repository {
    private static final Path ROOT = findRoot(Path.of("").toAbsolutePath());

    private Repository() {}

    static Path root() {
        return ROOT;
    }

    /** All Java sources, tests included. */
    static List<Path> javaSources() {
        return files(".java");
    }

    static List<Path> mainSources() {
        return javaSources().stream()
                .filter(path -> path.toString().contains("/src/main/"))
                .toList();
    }

    static List<Path> documents() {
        return files(".md");
    }

    static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String name(Path path) {
        return ROOT.relativize(path).toString();
    }

    private static List<Path> files(String ending) {
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(ROOT, new SourcesOnly(ending, files));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files.stream().sorted().toList();
    }

    /** Doesn't enter what a build writes: other modules may be built, and their tests run, meanwhile. */
    private static final class SourcesOnly extends SimpleFileVisitor<Path> {
        private final String ending;
        private final List<Path> found;

        SourcesOnly(String ending, List<Path> found) {
            this.ending = ending;
            this.found = found;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            String name = directory.getFileName().toString();
            boolean isHidden = name.startsWith(".") && !directory.equals(ROOT);
            return isHidden || name.equals("target") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(ending)) {
                found.add(file);
            }
            return FileVisitResult.CONTINUE;
        }
    }

    private static Path findRoot(Path from) {
        for (Path directory = from; directory != null; directory = directory.getParent()) {
            if (Files.exists(directory.resolve("mvnw"))) {
                return directory;
            }
        }
        throw new IllegalStateException("no checkout of Millrace above " + from);
    }
}
