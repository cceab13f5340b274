package dev.millrace.kinesis.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server's command in a process of its own. Closing kills it. */
record ChildServer(Process process, String readyLine, URI endpoint, Path data) implements AutoCloseable {
    private static final Pattern READY =
            Pattern.compile("Kinesis server listening on (http://127\\.0\\.0\\.1:\\d+), data in ([^ ]+)( \\(.*\\))?");

    private static final int MEMORY_MIB = 256;

    static ChildServer start(String... options) throws IOException {
        return start(MEMORY_MIB, options);
    }

    /** With a heap of so many MiB, and as much beside it. */
    static ChildServer start(int memoryMib, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + memoryMib + "m",
                "-XX:MaxDirectMemorySize=" + memoryMib + "m",
                "-cp",
                System.getProperty("java.class.path"),
                KinesisServerMain.class.getName(),
                "--port",
                "0"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        String line = String.valueOf(out.readLine());
        Matcher ready = READY.matcher(line);
        if (!ready.matches()) {
            process.destroyForcibly();
            throw new IOException("Not a ready line: " + line);
        }
        return new ChildServer(process, line, URI.create(ready.group(1)), Path.of(ready.group(2)));
    }

    /** SIGKILL: nothing is flushed, no hook runs. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM; gives the exit status. */
    int terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("The server did not end on SIGTERM");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
