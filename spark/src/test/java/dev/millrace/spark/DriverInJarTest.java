package dev.millrace.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.StreamingContext;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.h2.Driver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A database's driver that comes to executors as a jar of the program, by a class loader that the JDK's manager doesn't ask. */
@Timeout(300)
class DriverInJarTest {
    private static final String CLASS_PATH = "spark.executor.extraClassPath";

    @TempDir
    private Path directory;

    @Test
    void theDriverIsFoundInExecutorsThatHaveItOnlyAsAJar() throws Exception {
        Path jar = Path.of(
                Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (MiniCluster cluster = new MiniCluster(directory.resolve("cluster"));
                JavaSparkContext context = new JavaSparkContext(without(jar, cluster.application()));
                CountsDatabase database = CountsDatabase.Kind.H2.create()) {
            assertEquals(
                    List.of(false),
                    context.parallelize(List.of(1), 1)
                            .map(n -> System.getProperty("java.class.path").contains("/com/h2database/"))
                            .collect());
            CountingProgram program = new CountingProgram(cluster.master(), directory, database);
            try (StreamingContext ssc = program.context()) {
                program.runBatch(ssc.startByHand(), "to be", "or not");
            }
            program.assertEachIsThereOnce();
        }
    }

    private static SparkConf without(Path jar, SparkConf conf) {
        String all = conf.get(CLASS_PATH);
        String others = Stream.of(all.split(File.pathSeparator))
                .filter(path -> !path.equals(jar.toString()))
                .collect(Collectors.joining(File.pathSeparator));
        assertTrue(others.length() < all.length(), all);
        return conf.set(CLASS_PATH, others).set("spark.jars", jar.toString());
    }
}
