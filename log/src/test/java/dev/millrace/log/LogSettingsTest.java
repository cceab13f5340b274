package dev.millrace.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class LogSettingsTest {

    @Test
    void defaultsSyncEveryCommitAndKeepEverything() {
        assertEquals(
                new LogSettings(SyncPolicy.everyCommit(), 67_108_864, 4_194_304, 16_777_216, Duration.ZERO, 0),
                LogSettings.defaults());
    }

    @Test
    void eachSettingCanBeChangedAlone() {
        LogSettings settings = LogSettings.defaults()
                .withSyncPolicy(SyncPolicy.every(Duration.ofMillis(7)))
                .withRecordBytesMax(100)
                .withPendingBytesMax(1000)
                .withSegmentBytes(1 << 20)
                .withRetentionAge(Duration.ofHours(1))
                .withRetentionBytes(5);
        assertEquals(
                new LogSettings(new SyncPolicy.EveryMillis(7), 1 << 20, 100, 1000, Duration.ofHours(1), 5), settings);
    }

    @Test
    void settingsThatCannotWorkAreRefusedWithTheLimit() {
        LogSettings defaults = LogSettings.defaults();
        refused(
                "recordBytesMax must be 1 to",
                () -> defaults.withRecordBytesMax(0).withPendingBytesMax(1000));
        refused("recordBytesMax must be 1 to", () -> defaults.withRecordBytesMax(1 << 28));
        refused(
                "pendingBytesMax must be at least 216",
                () -> defaults.withRecordBytesMax(100).withPendingBytesMax(215));
        refused("pendingBytesMax must be at most", () -> defaults.withPendingBytesMax(1L << 31));
        refused("segmentBytes must be at least", () -> defaults.withSegmentBytes(4 << 20));
        refused("retentionAge must not", () -> defaults.withRetentionAge(Duration.ofMillis(-1)));
        refused("retentionBytes must not", () -> defaults.withRetentionBytes(-1));
        refused("at least 1 ms", () -> SyncPolicy.every(Duration.ZERO));
    }

    private static void refused(String what, Executable action) {
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, action).getMessage());
        assertTrue(message.contains(what), message);
    }
}
