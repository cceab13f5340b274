package dev.millrace.sparkonyarn;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
    private ServerSocket reports;
    private @Nullable Process submission;
    private @Nullable ProcessHandle driver;

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
        reports = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        reports.setSoTimeout((int) Duration.ofMinutes(2).toMillis());
    }

    @AfterEach
    void stopAll() throws Exception {
        killDriver();
        Process submitted = submission;
        if (submitted != null) {
            submitted.destroyForcibly().waitFor();
        }
        reports.close();
        if (yarn != null) {
            yarn.stop();
        }
    }

    private void killDriver() {
        ProcessHandle running = driver;
        if (running != null && running.destroyForcibly()) {
            running.onExit().join();
        }
    }

    private void submit(String deployMode) throws IOException {
        String classPath = System.getProperty("java.class.path");
        Path jars = linkJars(classPath);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        OPENED.forEach(opened -> command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED"));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"));
        command.addAll(List.of("-cp", directory.resolve("conf") + File.pathSeparator + classPath));
        command.add("org.apache.spark.deploy.SparkSubmit");
        command.addAll(List.of("--master", "yarn", "--deploy-mode", deployMode, "--class", WordTotals.class.getName()));
        String small = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";
        Map<String, String> settings = Map.ofEntries(
                Map.entry("spark.ui.enabled", "false"),
                Map.entry("spark.driver.host", "127.0.0.1"),
                Map.entry("spark.driver.memory", "512m"),
                Map.entry("spark.driver.extraJavaOptions", small),
                Map.entry("spark.driver.extraClassPath", classPath),
                Map.entry("spark.executor.instances", "1"),
                Map.entry("spark.executor.memory", "512m"),
                Map.entry("spark.executor.extraJavaOptions", small),
                Map.entry("spark.executor.extraClassPath", classPath),
                Map.entry("spark.yarn.am.memory", "512m"),
                Map.entry("spark.yarn.maxAppAttempts", "2"),
                Map.entry("spark.default.parallelism", "2"),
                Map.entry("spark.yarn.jars", "local:" + jars + "/*"),
                Map.entry(
                        "spark.yarn.stagingDir",
                        directory.resolve("staging").toUri().toString()));
        settings.forEach((name, value) -> command.addAll(List.of("--conf", name + "=" + value)));
        command.add("spark-internal");
        command.addAll(List.of(
                directory.resolve("in").toString(),
                directory.resolve("checkpoint").toString(),
                Integer.toString(reports.getLocalPort())));
        ProcessBuilder process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("submission.log").toFile());
        process.environment().put("HADOOP_CONF_DIR", directory.resolve("conf").toString());
        process.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        process.environment().put("JAVA_HOME", System.getProperty("java.home"));
        submission = process.start();
    }

    /** The reports of the driver that starts next, wherever that is. */
    private BufferedReader nextDriver() throws IOException {
        Socket connection;
        try {
            connection = reports.accept();
        } catch (SocketTimeoutException e) {
            throw new IOException("no driver started:\n" + Files.readString(directory.resolve("submission.log")), e);
        }
        BufferedReader output =
                new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
        String process = output.readLine();
        assertNotNull(process);
        driver = ProcessHandle.of(Long.parseLong(process.substring("process ".length())))
                .orElseThrow();
        return output;
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
    void aProgramThatIsKilledAndSubmittedAgainGoesOnWithItsState() throws Exception {
        send("1", "to", "be", "or", "not", "to", "be");
        submit("client");
        try (BufferedReader output = nextDriver()) {
            await(output, "totals {be=2, not=1, or=1, to=2}");
            killDriver();
        }
        send("2", "to", "be");
        submit("client");
        try (BufferedReader output = nextDriver()) {
            await(output, "started with epoch 2 after batch ");
            await(output, "be=3, not=1, or=1, to=3}");
        }
    }

    /** The application master is the driver: YARN starts it again by itself. */
    @Test
    void inClusterModeYarnStartsADriverThatWasKilledAgain() throws Exception {
        send("1", "to", "be", "or", "not", "to", "be");
        submit("cluster");
        try (BufferedReader output = nextDriver()) {
            await(output, "totals {be=2, not=1, or=1, to=2}");
            send("2", "to", "be");
            killDriver();
        }
        try (BufferedReader output = nextDriver()) {
            await(output, "started with epoch 2 after batch ");
            await(output, "be=3, not=1, or=1, to=3}");
        }
    }
}
