package dev.millrace.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Where this process is to stand still, as its standard input says: {@code hold AFTER_STAGING}. */
final class CrashPoints {
    private static final String COMMAND = "hold ";

    private final AtomicReference<@Nullable CrashPoint> wanted = new AtomicReference<>();

    /** Follows the commands in a thread of its own; their end is the end of this process. */
    void listen(InputStream commands) {
        Thread listener = new Thread(() -> follow(commands), "demo's commands");
        listener.setDaemon(true);
        listener.start();
    }

    private void follow(InputStream commands) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(commands, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith(COMMAND)) {
                    wanted.set(CrashPoint.valueOf(line.substring(COMMAND.length())));
                }
            }
        } catch (IOException e) {
            System.err.println("The demo's commands can't be read: " + e.getMessage());
        }
        Runtime.getRuntime().halt(1);
    }

    /** Stands still for ever if this is the point: SIGKILL comes now. */
    void reach(CrashPoint point, long batch) throws InterruptedException {
        if (wanted.compareAndSet(point, null)) {
            System.out.println("Holding in batch " + batch + " " + point.description());
            System.out.flush();
            new CountDownLatch(1).await();
        }
    }
}
