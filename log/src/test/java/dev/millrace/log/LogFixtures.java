package dev.millrace.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.function.Executable;

/** What many tests of the log need: small settings, records of text, reading all of it. */
final class LogFixtures {

    /** Segments of 4 KiB, records of up to 1,000 bytes. */
    static final LogSettings SMALL = LogSettings.defaults()
            .withRecordBytesMax(1000)
            .withPendingBytesMax(4096)
            .withSegmentBytes(4096);

    private LogFixtures() {}

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    static void appendAndCommit(SegmentedLog log, String... records) {
        for (String record : records) {
            log.append(bytes(record));
        }
        log.awaitCommitted(log.endPosition());
    }

    static List<String> readAll(SegmentedLog log) {
        return readFrom(log, log.startPosition());
    }

    static List<String> readFrom(SegmentedLog log, long position) {
        List<String> records = new ArrayList<>();
        try (LogCursor cursor = log.read(position)) {
            while (cursor.next()) {
                records.add(UTF_8.decode(cursor.record()).toString());
            }
        }
        return records;
    }

    static LogException assertFails(LogException.Kind kind, Executable action) {
        LogException e = assertThrows(LogException.class, action);
        assertEquals(kind, e.kind(), e.toString());
        return e;
    }
}
