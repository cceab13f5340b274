package dev.millrace.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A standalone Spark cluster on this machine: a master and two workers, each a JVM of its own, which start executors of one
 * core each; the program is submitted to it as to any other cluster. One thread.
 */
final class SparkCluster implements Deployment {
    private static final int WORKERS = 2;
    private static final long PATIENCE_MILLIS = 60_000;
    private static final Pattern MASTER_READY = Pattern.compile("Starting Spark master at (spark://\\S+)");
    private static final Pattern WORKER_READY = Pattern.compile("Successfully registered with master");
    private static final String LOGGING = """
            rootLogger.level = %s
            rootLogger.appenderRef.log.ref = log
            appender.log.name = log
            appender.log.type = File
            appender.log.fileName = %s
            appender.log.layout.type = PatternLayout
            appender.log.layout.pattern = %%d{HH:mm:ss.SSS} %%p %%c{1}: %%m%%n%%ex
            """;

    private final SparkArtifacts artifacts;
    private final Children children;
    private final Path directory;
    private final List<ChildProcess> workers = new ArrayList<>();
    private final List<Path> programJars;
    private String master = "";

    private SparkCluster(SparkArtifacts artifacts, Children children, Path directory) throws IOException {
        this.artifacts = artifacts;
        this.children = children;
        this.directory = Files.createDirectories(directory);
        this.programJars = ProgramJars.of(artifacts.program(), directory.resolve("program"));
    }

    /** Starts it and waits until both workers have joined. */
    static SparkCluster start(SparkArtifacts artifacts, Children children, Path directory)
            throws IOException, InterruptedException {
        SparkCluster cluster = new SparkCluster(artifacts, children, directory);
        cluster.makeHome();
        cluster.startMaster();
        cluster.startWorkers();
        return cluster;
    }

    String master() {
        return master;
    }

    private Path home() {
        return directory.resolve("spark-home");
    }

    /** What an installation of Spark has: its jars in one directory, which workers start executors with. */
    private void makeHome() throws IOException {
        Path jars = Files.createDirectories(home().resolve("jars"));
        for (Path jar : artifacts.spark()) {
            Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar.toAbsolutePath());
        }
        Files.writeString(driverLogging(), LOGGING.formatted("info", directory.resolve("driver.log")));
    }

    private Path driverLogging() {
        return directory.resolve("driver-log4j2.properties");
    }

    private void startMaster() throws IOException, InterruptedException {
        ChildProcess process = children.start(
                launch(
                        "spark master",
                        List.of(),
                        "org.apache.spark.deploy.master.Master",
                        List.of("--host", "127.0.0.1", "--port", "0", "--webui-port", "0")),
                line -> {});
        master = process.awaitLine(MASTER_READY, PATIENCE_MILLIS).group(1);
    }

    private void startWorkers() throws IOException, InterruptedException {
        for (int i = 1; i <= WORKERS; i++) {
            Path work = directory.resolve("worker-" + i);
            List<String> arguments = List.of(
                    "--host",
                    "127.0.0.1",
                    "--port",
                    "0",
                    "--webui-port",
                    "0",
                    "--cores",
                    "1",
                    "--memory",
                    "1g",
                    "--work-dir",
                    work.toString(),
                    master);
            workers.add(children.start(
                    launch("spark worker " + i, List.of(), "org.apache.spark.deploy.worker.Worker", arguments),
                    line -> {}));
        }
        for (ChildProcess worker : workers) {
            worker.awaitLine(WORKER_READY, PATIENCE_MILLIS);
        }
    }

    private Launch launch(String name, List<String> options, String mainClass, List<String> arguments) {
        Map<String, String> environment = Map.of(
                "SPARK_HOME", home().toString(),
                "SPARK_LOCAL_IP", "127.0.0.1",
                "SPARK_SCALA_VERSION", "2.13",
                "SPARK_LOCAL_DIRS", directory.resolve("local").toString(),
                "JAVA_HOME", System.getProperty("java.home"));
        return new Launch(name, home().resolve("jars") + "/*", options, mainClass, arguments, environment);
    }

    /** What {@code spark-submit --deploy-mode client} does. */
    @Override
    public Launch program(String mainClass, List<String> arguments) {
        List<String> submission = new ArrayList<>(List.of("--master", master, "--class", mainClass));
        submission.addAll(List.of("--conf", "spark.ui.enabled=false"));
        submission.addAll(List.of("--conf", "spark.driver.host=127.0.0.1"));
        submission.addAll(List.of("--conf", "spark.executor.memory=512m"));
        submission.addAll(List.of("--conf", "spark.executor.extraJavaOptions=" + String.join(" ", Launch.SHORT_LIFE)));
        submission.addAll(List.of("--conf", "spark.default.parallelism=" + WORKERS));
        List<Path> others = programJars.subList(1, programJars.size());
        submission.addAll(List.of("--jars", others.stream().map(Path::toString).collect(Collectors.joining(","))));
        submission.add(programJars.get(0).toString());
        submission.addAll(arguments);
        return launch(
                "word count",
                List.of("-Dlog4j2.configurationFile=" + driverLogging()),
                "org.apache.spark.deploy.SparkSubmit",
                submission);
    }

    @Override
    public void killExecutor(long process) {
        if (workers.stream().noneMatch(worker -> worker.hasStarted(process))) {
            throw new DemoFailure("Process " + process + " is no executor of the demo's workers.");
        }
        ProcessHandle.of(process).ifPresent(executor -> {
            executor.destroyForcibly();
            executor.onExit().join();
        });
    }
}
