package dev.millrace.cli.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What a Spark cluster is made of, as the build of {@code spark-cluster} resolved it.
 *
 * @param spark the jars of Spark itself
 * @param engine Millrace's module for Spark
 */
record SparkArtifacts(List<Path> spark, List<Path> engine) {
    private static final String BUILD = "millrace.spark.build";

    /** Those that the {@code millrace} script has built, and told of. */
    static SparkArtifacts ofBuild() throws IOException {
        String build = System.getProperty(BUILD);
        if (build == null) {
            throw new DemoFailure("--on-spark needs the jars of Spark, which the script of a checkout fetches:"
                    + " ./millrace demo --on-spark");
        }
        Path directory = Path.of(build);
        try {
            return new SparkArtifacts(
                    paths(Files.readString(directory.resolve("spark-classpath.txt"))),
                    paths(Files.readString(directory.resolve("engine-classpath.txt"))));
        } catch (NoSuchFileException e) {
            throw new DemoFailure(
                    "The jars of Spark aren't named in " + e.getMessage() + ": build spark-cluster first.");
        }
    }

    private static List<Path> paths(String classPath) {
        return Arrays.stream(classPath.strip().split(File.pathSeparator))
                .map(Path::of)
                .toList();
    }

    /** What a program on Spark brings along: the class path of this process and the engine. */
    List<Path> program() {
        List<Path> own = paths(System.getProperty("java.class.path"));
        return java.util.stream.Stream.concat(own.stream(), engine.stream())
                .distinct()
                .toList();
    }
}
