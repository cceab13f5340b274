package dev.millrace.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A checkpoint whose disk is full. */
class FullDiskTest {
    private final TestSource<Integer> numbers = TestSource.named("numbers");
    private final TestStagedSink<Integer> files = TestStagedSink.named("files");

    @Test
    void aFullDiskEndsTheStreamAndNothingIsLostOrDoubledOnceThereIsRoom() {
        for (int room = 0; room < 2000; room += 37) {
            fillUpAfter(room);
        }
    }

    private void fillUpAfter(int bytes) {
        TestSource<Integer> source = TestSource.named("numbers-" + bytes);
        TestStagedSink<Integer> sink = TestStagedSink.named("files-" + bytes);
        List<Integer> pushed = new ArrayList<>();
        try (TestStreams streams =
                TestStreams.of(context -> context.sourceStream(source).save(sink))) {
            streams.restart();
            streams.disk().fullAfterBytes(bytes);
            MillraceException failure = null;
            for (int i = 0; i < 200 && failure == null; i++) {
                pushed.add(i);
                source.push(i);
                failure = runBatch(streams);
            }
            assertTrue(failure != null, "the disk never was full");
            assertEquals(Kind.EXTERNAL_SYSTEM, failure.kind());
            assertTrue(String.valueOf(failure.getMessage()).contains("can't be written"), failure.getMessage());
            streams.disk().killProcess();
            streams.disk().fullAfterBytes(Long.MAX_VALUE);
            streams.runUntilIdle();
            assertEquals(pushed, sink.records());
        }
    }

    private static @org.jspecify.annotations.Nullable MillraceException runBatch(TestStreams streams) {
        try {
            streams.runBatch();
            return null;
        } catch (MillraceException e) {
            return e;
        }
    }

    @Test
    void aFullDiskAtTheStartIsRefused() {
        try (TestStreams streams =
                TestStreams.of(context -> context.sourceStream(numbers).save(files))) {
            streams.disk().fullAfterBytes(10);
            MillraceException failure = assertThrows(MillraceException.class, streams::restart);
            assertEquals(Kind.EXTERNAL_SYSTEM, failure.kind());
        }
    }
}
