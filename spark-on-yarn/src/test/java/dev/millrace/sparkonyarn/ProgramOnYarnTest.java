package dev.millrace.sparkonyarn;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same module, compiled for Spark 4, with Spark 3.5 on a YARN cluster: a program is submitted, killed, and goes on. */
class ProgramOnYarnTest {
    private static final List<String> OPENED = List.of("java.nio", "sun.nio.ch", "java.lang", "java.util", "java.net");

    @TempDir
    private Path directory;

    private @Nullable MiniYARNCluster yarn;
    private @Nullable Process driver;

    @BeforeEach
    void startYarn() throws IOException {
        YarnConfiguration configuration = new YarnConfiguration();
        configuration.set("yarn.minicluster.fixed.ports", "false");
        configuration.set("yarn.scheduler.minimum-allocation-mb", "256");
        configuration.set("yarn.nodemanager.vmem-check-enabled", "false");
        configuration.set("yarn.nodemanager.pmem-check-enabled", "false");
        configuration.set("yarn.nodemanager.disk-health-checker.enable", "false");
        MiniYARNCluster cluster = new MiniYARNCluster("millrace", 1, 1, 1);
        yarn = cluster;
        cluster.init(configuration);
        cluster.start();
        Files.createDirectories(directory.resolve("conf"));
        try (OutputStream out = Files.newOutputStream(directory.resolve("conf/yarn-site.xml"))) {
            cluster.getConfig().writeXml(out);
        }
        Files.writeString(directory.resolve("conf/core-site.xml"), "<configuration/>");
    }

    @AfterEach
    void stopAll() throws Exception {
        kill();
        if (yarn != null) {
            yarn.stop();
        }
    }

    private void kill() throws InterruptedException {
        Process running = driver;
        if (running != null) {
            running.destroyForcibly().waitFor();
        }
    }

    private BufferedReader submit() throws IOException {
        String classPath = System.getProperty("java.class.path");
        Path jars = linkJars(classPath);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        OPENED.forEach(opened -> command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED"));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"));
        command.addAll(List.of("-cp", directory.resolve("conf") + File.pathSeparator + classPath));
        command.add("org.apache.spark.deploy.SparkSubmit");
        command.addAll(List.of("--master", "yarn", "--deploy-mode", "client", "--class", WordTotals.class.getName()));
        Map<String, String> settings = Map.of(
                "spark.ui.enabled", "false",
                "spark.driver.host", "127.0.0.1",
                "spark.executor.instances", "1",
                "spark.executor.memory", "512m",
                "spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
                "spark.yarn.am.memory", "512m",
                "spark.default.parallelism", "2",
                "spark.yarn.jars", "local:" + jars + "/*",
                "spark.yarn.stagingDir", directory.resolve("staging").toUri().toString(),
                "spark.executor.extraClassPath", classPath);
        settings.forEach((name, value) -> command.addAll(List.of("--conf", name + "=" + value)));
        command.add("spark-internal");
        command.addAll(List.of(
                directory.resolve("in").toString(),
                directory.resolve("checkpoint").toString()));
        ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
        process.environment().put("HADOOP_CONF_DIR", directory.resolve("conf").toString());
        process.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        process.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process started = process.start();
        driver = started;
        return started.inputReader(StandardCharsets.UTF_8);
    }

    /** Spark's installation on the machines of the cluster: jars in one directory. */
    private Path linkJars(String classPath) throws IOException {
        Path jars = Files.createDirectories(directory.resolve("jars"));
        for (String entry : classPath.split(File.pathSeparator)) {
            Path jar = Path.of(entry).toAbsolutePath();
            Path link = jars.resolve(jar.getFileName());
            if (Files.isRegularFile(jar) && !Files.exists(link)) {
                Files.createSymbolicLink(link, jar);
            }
        }
        return jars;
    }

    private void send(String name, String... words) throws IOException {
        Path in = Files.createDirectories(directory.resolve("in"));
        Files.write(in.resolve("." + name), Arrays.asList(words));
        Files.move(in.resolve("." + name), in.resolve(name));
    }

    private static void await(BufferedReader output, String wanted) throws IOException {
        List<String> lines = new ArrayList<>();
        while (lines.isEmpty() || !lines.get(lines.size() - 1).contains(wanted)) {
            String line = output.readLine();
            assertNotNull(line, () -> "it ended without '" + wanted + "':\n" + String.join("\n", lines));
            lines.add(line);
        }
    }

    @Test
    void aProgramThatIsKilledGoesOnWithItsState() throws Exception {
        send("1", "to", "be", "or", "not", "to", "be");
        try (BufferedReader output = submit()) {
            await(output, "totals {be=2, not=1, or=1, to=2}");
            kill();
        }
        send("2", "to", "be");
        try (BufferedReader output = submit()) {
            await(output, "started with epoch 2 after batch ");
            await(output, "be=3, not=1, or=1, to=3}");
        }
    }
}
