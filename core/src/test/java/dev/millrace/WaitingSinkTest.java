package dev.millrace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.connector.AtLeastOnceSink;
import dev.millrace.connector.SinkTask;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Sinks whose tasks wait for somebody else. */
class WaitingSinkTest {
    /** Each task waits for the other one. */
    private record Meeting(CyclicBarrier barrier, Set<String> written) implements AtLeastOnceSink<String> {
        @Override
        public String defaultName() {
            return "meeting";
        }

        @Override
        public boolean waits() {
            return true;
        }

        @Override
        public void write(SinkTask task, Iterator<String> records) throws Exception {
            barrier.await(60, TimeUnit.SECONDS);
            written.add(task.partition() + ":" + records.next());
        }
    }

    @Test
    void partitionsOfFewRecordsAreWrittenSideBySide() {
        Set<String> written = ConcurrentHashMap.newKeySet();
        Queue<RDD<String>> lines = new ArrayDeque<>();
        try (StreamingContext ssc = StreamingContext.builder()
                .appName("meeting")
                .master("local[2]")
                .batchInterval(Duration.ofMillis(10))
                .build()) {
            ssc.queueStream(lines).save(new Meeting(new CyclicBarrier(2), written));
            lines.add(ssc.parallelize(List.of("a", "b"), 2));
            ssc.startByHand().runBatch();
        }
        assertEquals(Set.of("0:a", "1:b"), written);
    }
}
