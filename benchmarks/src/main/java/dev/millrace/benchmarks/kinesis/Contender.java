package dev.millrace.benchmarks.kinesis;

import dev.millrace.benchmarks.fork.Usage;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A server in a process of its own, ended with this object. */
record Contender(String name, Process process, int port) implements AutoCloseable {
    private static final long START_SECONDS_MAX = 30;
    private static final long ASK_AGAIN_NANOS = 20_000_000;

    /** Ours, durable. The server's classes are on this process's class path. */
    static Contender millrace(String syncPolicy, Path data) throws IOException {
        int port = freePort();
        return start(
                "Millrace",
                port,
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.millrace.kinesis.server.KinesisServerMain",
                        "--port",
                        Integer.toString(port),
                        "--sync",
                        syncPolicy,
                        "--data",
                        data.toString()));
    }

    /** kinesalite, in memory as it is by default. */
    static Contender kinesalite(PeerModules modules) throws IOException {
        int port = freePort();
        return start(
                "kinesalite",
                port,
                new ProcessBuilder(
                        "node",
                        modules.kinesalite().toString(),
                        "--port",
                        Integer.toString(port),
                        "--createStreamMs",
                        "0",
                        "--shardLimit",
                        "100"));
    }

    /** kinesis-mock as npm has it, in memory as it is by default. */
    static Contender kinesisMock(PeerModules modules) throws IOException {
        int port = freePort();
        ProcessBuilder builder =
                new ProcessBuilder("node", modules.kinesisMock().toString());
        builder.directory(modules.directory().resolve("kinesis-local").toFile());
        builder.environment().put("KINESIS_MOCK_PLAIN_PORT", Integer.toString(port));
        builder.environment().put("KINESIS_MOCK_TLS_PORT", Integer.toString(freePort()));
        builder.environment().put("LOG_LEVEL", "ERROR");
        builder.environment().put("SHARD_LIMIT", "100");
        return start("kinesis-mock", port, builder);
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
        // Where the loader is killed, the server ends with it.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        if (!contender.await(connection -> connection.call("ListStreams", "{}").contains("StreamNames"))) {
            contender.close();
            throw new IOException(name + " did not start");
        }
        return contender;
    }

    Connection connect() throws IOException {
        return new Connection(port);
    }

    /** What a server is asked. */
    @FunctionalInterface
    interface Question {
        boolean ask(Connection connection) throws IOException;
    }

    /** Asks again and again, on connections of its own; false if the answer didn't become yes in time. */
    boolean await(Question question) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS_MAX);
        while (System.nanoTime() < end && process.isAlive()) {
            try (Connection connection = connect()) {
                if (question.ask(connection)) {
                    return true;
                }
            } catch (IOException notYet) {
                // A server that starts takes no connections at first.
            }
            LockSupport.parkNanos(ASK_AGAIN_NANOS);
        }
        return false;
    }

    /** CPU time so far. */
    long cpuNanos() {
        return process.toHandle()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElse(0L);
    }

    long peakResidentBytes() {
        return Usage.peakResidentBytes(process.pid());
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
    }
}
