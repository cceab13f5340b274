package dev.millrace.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.log.simulation.SimulatedDisk;
import dev.millrace.log.simulation.SimulatedTime;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A log on a simulated disk beside a list of what was appended to it. After each opening the log must hold a beginning
 * of that list, at the same positions and not shorter than what was acknowledged.
 */
final class SimulatedHistory {

    private record Appended(long position, long millis, ByteBuffer payload) {}

    final SimulatedDisk disk;
    private final SplittableRandom random;
    private final LogSettings settings;
    private final List<Appended> appended = new ArrayList<>();
    private final SimulatedTime time = new SimulatedTime(Instant.EPOCH);
    private final LogEnvironment environment = LogEnvironment.of(time, time);
    private @Nullable SegmentedLog log;
    /** So many of them must be there whatever happens to the process. */
    private int acknowledged;
    /** So many of them must be there even after a power loss. */
    private int durable;

    private long trimmed;

    SimulatedHistory(long seed, LogSettings settings) {
        this.disk = new SimulatedDisk(seed);
        this.random = new SplittableRandom(seed);
        this.settings = settings;
    }

    SimulatedTime time() {
        return time;
    }

    SegmentedLog log() {
        return Objects.requireNonNull(log);
    }

    /** Opens the log and compares all that it holds. */
    void open() {
        time.forgetTasks();
        SegmentedLog opened = SegmentedLog.open(disk, settings, environment);
        log = opened;
        long start = opened.startPosition();
        assertTrue(start <= trimmed, () -> "starts at " + start + " although only trimmed to " + trimmed);
        int index = 0;
        while (index < appended.size() && appended.get(index).position < start) {
            index++;
        }
        try (LogCursor cursor = opened.read(start)) {
            while (cursor.next()) {
                assertTrue(index < appended.size(), "more records than were appended");
                assertEquals(appended.get(index).position, cursor.position(), "position of record " + index);
                assertEquals(appended.get(index).payload, cursor.record(), "payload of record " + index);
                index++;
            }
        }
        assertTrue(index >= acknowledged, "acknowledged " + acknowledged + " records, found " + index);
        appended.subList(index, appended.size()).clear();
        acknowledged = index;
        durable = index;
    }

    void append() {
        ByteBuffer payload = payload();
        appended.add(new Appended(log().append(payload), time.millis(), payload));
    }

    void commit() {
        int count = appended.size();
        log().awaitCommitted(log().endPosition());
        acknowledge(count);
    }

    /** What a reader may have seen must stay too. */
    void acknowledgeReadable() {
        long committed = log().committedPosition();
        int count = acknowledged;
        while (count < appended.size() && appended.get(count).position < committed) {
            count++;
        }
        acknowledge(count);
    }

    private void acknowledge(int count) {
        acknowledged = count;
        if (settings.syncPolicy() instanceof SyncPolicy.EveryCommit) {
            durable = count;
        }
    }

    /** Commits without a waiting thread. */
    void commitInBackground() {
        int count = appended.size();
        CompletableFuture<Void> future = log().committed(log().endPosition());
        time.runDue();
        try {
            future.getNow(null);
        } catch (CompletionException e) {
            throw (LogException) e.getCause();
        }
        assertTrue(future.isDone());
        acknowledge(count);
    }

    void trim() {
        long position = appended.isEmpty() ? 0 : appended.get(random.nextInt(appended.size())).position;
        trimmed = Math.max(trimmed, position);
        log().trimBefore(position);
    }

    /** What was appended at that time or later must stay. */
    void trimByTime() {
        long millis = time.millis() - random.nextInt(20);
        long position = log().endPosition();
        for (int i = appended.size() - 1; i >= 0 && appended.get(i).millis >= millis; i--) {
            position = appended.get(i).position;
        }
        trimmed = Math.max(trimmed, position);
        log().trimOlderThan(millis);
    }

    void close() {
        int count = appended.size();
        log().close();
        acknowledged = count;
        durable = count;
    }

    void crash() {
        disk.crash();
        acknowledged = durable;
    }

    void killProcess() {
        disk.killProcess();
    }

    private ByteBuffer payload() {
        int kind = random.nextInt(10);
        int length = kind == 0 ? 0 : kind < 8 ? random.nextInt(100) : random.nextInt(settings.recordBytesMax() + 1);
        byte[] bytes = new byte[length];
        if (kind != 9) {
            for (int i = 0; i < length; i++) {
                bytes[i] = (byte) random.nextInt();
            }
        }
        return ByteBuffer.wrap(bytes);
    }
}
