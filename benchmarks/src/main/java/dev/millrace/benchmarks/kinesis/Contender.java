package dev.millrace.benchmarks.kinesis;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A server in a process of its own, ended with this object. */
record Contender(String name, Process process, int port) implements AutoCloseable {
    private static final long START_SECONDS_MAX = 30;

    /** Ours, durable: every commit synced to a directory. */
    static Contender millrace(String classPath, Path data) throws IOException {
        int port = freePort();
        return start(
                "Millrace, synced",
                port,
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-cp",
                        classPath,
                        "dev.millrace.kinesis.server.KinesisServerMain",
                        "--port",
                        Integer.toString(port),
                        "--data",
                        data.toString()));
    }

    /** kinesalite, in memory as it is by default. */
    static Contender kinesalite(Path modules) throws IOException {
        int port = freePort();
        return start(
                "kinesalite 3.3.3, in memory",
                port,
                new ProcessBuilder(
                        "node",
                        modules.resolve("kinesalite").resolve("cli.js").toString(),
                        "--port",
                        Integer.toString(port),
                        "--createStreamMs",
                        "0",
                        "--shardLimit",
                        "100"));
    }

    /** kinesis-mock as npm has it, in memory as it is by default. */
    static Contender kinesisMock(Path modules) throws IOException {
        int port = freePort();
        Path home = modules.resolve("kinesis-local");
        ProcessBuilder builder =
                new ProcessBuilder("node", home.resolve("main.js").toString());
        builder.directory(home.toFile());
        builder.environment().put("KINESIS_MOCK_PLAIN_PORT", Integer.toString(port));
        builder.environment().put("KINESIS_MOCK_TLS_PORT", Integer.toString(freePort()));
        builder.environment().put("LOG_LEVEL", "ERROR");
        builder.environment().put("SHARD_LIMIT", "100");
        return start("kinesis-mock 0.6.2, in memory", port, builder);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static Contender start(String name, int port, ProcessBuilder builder) throws IOException {
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Contender contender = new Contender(name, process, port);
        if (!await(contender::answers)) {
            contender.close();
            throw new IOException(name + " did not start");
        }
        return contender;
    }

    private boolean answers() {
        try (Connection connection = new Connection(port)) {
            return connection.call("ListStreams", "{}").contains("StreamNames");
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Asks again and again; false if it didn't become true in time. */
    static boolean await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS_MAX);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.onSpinWait();
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        }
        return true;
    }

    /** CPU time so far. */
    double cpuSeconds() {
        return process.toHandle()
                        .info()
                        .totalCpuDuration()
                        .map(java.time.Duration::toNanos)
                        .orElse(0L)
                / 1e9;
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
    }
}
