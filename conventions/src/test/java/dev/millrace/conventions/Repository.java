package dev.millrace.conventions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

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
        try (Stream<Path> paths = Files.walk(ROOT)) {
            return paths.filter(path -> path.toString().endsWith(ending))
                    .filter(path -> !Repository.name(path).contains("target/"))
                    .filter(path -> !Repository.name(path).startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
